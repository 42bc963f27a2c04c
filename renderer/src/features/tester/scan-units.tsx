import { Group, Table, Text, TextInput } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { RequestOf, ResultOf } from '../../../../shared/contract/tester.ts'
import { goTo } from '../../app/navigation.ts'
import { latency } from '../../ui/format.ts'
import { AddressField } from './address-field.tsx'
import { TableSelect } from './probe-tab.tsx'
import { ScanFrame } from './scan-frame.tsx'
import { RowButton, ScanTable } from './scan-table.tsx'
import { useScanWords } from './scan-words.ts'
import { formOfTarget, lineOf, wholeNumber } from './target.ts'
import { useTargetStore } from './target-store.ts'
import { useTools } from './tool-store.ts'
import { unitStates } from './unit-ids.ts'
import { useRunner } from './use-runner.ts'
import { isUnfinished, type Subject } from './use-subject.ts'
import { useTesterWords } from './words.ts'
import { readAddress } from './written-address.ts'

/** Which unit ids answer on a line. */
export function ScanUnits({ subject }: { readonly subject: Subject }) {
  const say = useScanWords()
  const sayTester = useTesterWords()
  const form = useTools((tools) => tools.units)
  const change = useTools((tools) => tools.change)
  const runner = useRunner('scan-units')
  const [from, to] = [wholeNumber(form.from), wholeNumber(form.to)]
  const isRangeFine = from !== null && to !== null && from <= to && to <= 255
  const read = readAddress(form.address, form.table)
  const target = lineOf(subject.form)
  const request: RequestOf<'scan-units'> | null =
    target === null || !isRangeFine || read.kind === 'wrong'
      ? null
      : { kind: 'scan-units', target, from, to, table: form.table, address: read.address }
  const { run } = runner
  const unit = (field: 'from' | 'to', label: string) => (
    <TextInput
      label={label}
      className="tester-field tester-count"
      classNames={{ input: 'mono' }}
      inputMode="numeric"
      value={form[field]}
      error={isRangeFine ? null : say('wrong-range')}
      onChange={(event) => change('units', { ...form, [field]: event.currentTarget.value })}
    />
  )
  return (
    <>
      <ScanFrame
        runner={runner}
        request={request}
        text={say('unitsText')}
        obstacle={target === null && isUnfinished(subject) ? sayTester('settingsNeeded') : null}
      >
        {unit('from', say('fromUnit'))}
        {unit('to', say('toUnit'))}
        <TableSelect value={form.table} onChange={(table) => change('units', { ...form, table })} />
        <AddressField
          label={say('askedFor')}
          table={form.table}
          value={form.address}
          onChange={(address) => change('units', { ...form, address })}
          onTable={(table) => change('units', { ...form, table })}
        />
      </ScanFrame>
      {run !== null && run.body.result !== null && (
        <Found request={run.body.request} result={run.body.result} isRunning={run.phase === 'running'} />
      )}
    </>
  )
}

function Found(props: {
  readonly request: RequestOf<'scan-units'>
  readonly result: ResultOf<'scan-units'>
  readonly isRunning: boolean
}) {
  const { request, result, isRunning } = props
  const say = useScanWords()
  const type = useTargetStore((store) => store.type)
  const change = useTools((tools) => tools.change)
  const pointAt = (unitId: number): void => type(formOfTarget({ ...request.target, unitId }))
  const goOn = (unitId: number, tab: 'test' | 'probe'): void => {
    pointAt(unitId)
    goTo('tester', tab)
  }
  return (
    <div className="scan-found">
      <div>
        <h2 aria-live="polite">
          {result.found.length === 0
            ? say(isRunning ? 'unitsNoneYet' : 'unitsNone')
            : say('unitsFound', { count: result.found.length })}
        </h2>
        {result.found.length > 0 && (
          <ScanTable
            name={say('units')}
            heads={[
              { text: say('unit'), isNumber: true },
              { text: say('answer') },
              { text: say('latency'), isNumber: true },
            ]}
            hasButtons
          >
            {result.found.map(({ unitId, answer, latencyMs }) => (
              <Table.Tr key={unitId}>
                <Table.Td className="num">{unitId}</Table.Td>
                <Table.Td>
                  <IconCircleCheck size={15} aria-hidden className="inline-icon good" />{' '}
                  {answer === 'data' ? say('data') : answer}
                </Table.Td>
                <Table.Td className="num">{latency(latencyMs)}</Table.Td>
                <Table.Td>
                  <Group gap={4} wrap="nowrap">
                    <RowButton
                      text={say('test')}
                      name={say('testUnit', { unit: unitId })}
                      onClick={() => goOn(unitId, 'test')}
                    />
                    <RowButton
                      text={say('probe')}
                      name={say('probeUnit', { unit: unitId })}
                      onClick={() => goOn(unitId, 'probe')}
                    />
                    <RowButton
                      text={say('scanRegisters')}
                      name={say('scanRegistersOf', { unit: unitId })}
                      onClick={() => {
                        pointAt(unitId)
                        change('scan', 'registers')
                      }}
                    />
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </ScanTable>
        )}
        {result.unreached > 0 && (
          <Text size="sm" className="quiet">
            {say('unreached', { count: result.unreached })}
          </Text>
        )}
        {result.garbled.length > 0 && (
          <>
            <Text size="sm" className="warn">
              {say('garbledWhy')}
            </Text>
            {result.garbled.map(({ unitId, detail }) => (
              <Text key={unitId} size="sm">
                <span className="mono">{unitId}</span> {detail}
              </Text>
            ))}
          </>
        )}
      </div>
      <UnitMap request={request} result={result} />
    </div>
  )
}

const unitsInRow = 16
const marks = { found: '●', garbled: '▲', silent: '·', notAsked: '' } as const

/** All ids at a glance: sixteen in a row. */
function UnitMap(props: {
  readonly request: RequestOf<'scan-units'>
  readonly result: ResultOf<'scan-units'>
}) {
  const { request, result } = props
  const say = useScanWords()
  const states = unitStates(request, result)
  return (
    <figure className="unit-map-frame">
      <div className="unit-map" role="img" aria-label={say('unitMap')}>
        {states.map(({ state, unit }) => (
          <Fragment key={unit}>
            {unit % unitsInRow === 0 && <span className="unit-row">{unit}</span>}
            <span className={`unit unit-${state}`} title={say('unitState', { unit, state: say(state) })}>
              {state === 'found' || state === 'garbled' ? unit : marks[state]}
            </span>
          </Fragment>
        ))}
      </div>
      <figcaption className="quiet">
        {(['found', 'garbled', 'silent', 'notAsked'] as const).map((state) => (
          <span key={state} className="unit-key">
            <span className={`unit unit-${state}`}>{marks[state]}</span> {say(state)}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
