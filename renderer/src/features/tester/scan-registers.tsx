import { Group, Table } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconPlugConnectedX } from '@tabler/icons-react'
import { searchedMost } from '../../../../shared/contract/limits.ts'
import type { RequestOf, ResultOf } from '../../../../shared/contract/tester.ts'
import { hexAddress, isBitTable } from '../../../../shared/model/index.ts'
import { goTo } from '../../app/navigation.ts'
import { useLanguage } from '../../app/texts.ts'
import { count, hexWords } from '../../ui/format.ts'
import { AddressField } from './address-field.tsx'
import { useProbeWords } from './probe-words.ts'
import { TableSelect } from './probe-tab.tsx'
import { ScanFrame } from './scan-frame.tsx'
import { RowButton, ScanTable } from './scan-table.tsx'
import { useScanWords } from './scan-words.ts'
import { typedExtent } from './search-range.ts'
import { useTools } from './tool-store.ts'
import { usePointAt } from './use-point-at.ts'
import { useProbeAt } from './use-probe-at.ts'
import { useRunner } from './use-runner.ts'
import { isUnfinished, type Subject } from './use-subject.ts'
import { useTesterWords } from './words.ts'
import { readAddress } from './written-address.ts'

/** Which registers of a unit exist. */
export function ScanRegisters({ subject }: { readonly subject: Subject }) {
  const say = useScanWords()
  const sayProbe = useProbeWords()
  const sayTester = useTesterWords()
  const form = useTools((tools) => tools.registers)
  const change = useTools((tools) => tools.change)
  const runner = useRunner('scan-registers')
  const from = readAddress(form.from, form.table)
  const to = readAddress(form.to, form.table)
  const isOrdered = from.kind === 'read' && to.kind === 'read' && from.address <= to.address
  const request: RequestOf<'scan-registers'> | null =
    subject.target === null || !isOrdered
      ? null
      : {
          kind: 'scan-registers',
          target: subject.target,
          table: form.table,
          from: from.address,
          to: to.address,
        }
  const { run } = runner
  const isBackwards = from.kind === 'read' && to.kind === 'read' && !isOrdered
  const obstacle = isUnfinished(subject)
    ? sayTester('settingsNeeded')
    : isBackwards
      ? sayProbe('rangeWrong')
      : null
  return (
    <>
      <ScanFrame runner={runner} request={request} text={say('registersText')} obstacle={obstacle}>
        <TableSelect value={form.table} onChange={(table) => change('registers', { ...form, table })} />
        <AddressField
          label={say('from')}
          table={form.table}
          value={form.from}
          onChange={(next) => change('registers', { ...form, from: next })}
          onTable={(table) => change('registers', { ...form, table })}
        />
        <AddressField
          label={say('to')}
          table={form.table}
          value={form.to}
          onChange={(next) => change('registers', { ...form, to: next })}
          onTable={null}
        />
      </ScanFrame>
      {run !== null && run.body.result !== null && (
        <Stretches request={run.body.request} result={run.body.result} subject={subject} />
      )}
    </>
  )
}

const looks = {
  present: { icon: IconCircleCheck, tone: 'good', word: 'present' },
  refused: { icon: IconCircleX, tone: 'quiet', word: 'refusedState' },
  silent: { icon: IconPlugConnectedX, tone: 'warn', word: 'silentState' },
} as const

const wordsShown = 8

function Stretches(props: {
  readonly request: RequestOf<'scan-registers'>
  readonly result: ResultOf<'scan-registers'>
  readonly subject: Subject
}) {
  const { request, result, subject } = props
  const say = useScanWords()
  const language = useLanguage()
  const probeAt = useProbeAt(subject)
  const pointAt = usePointAt(subject)
  const lookIn = useTools((tools) => tools.lookIn)
  const { target, table } = request
  const findAt = (from: number, to: number): void => {
    pointAt(target)
    lookIn(typedExtent({ table, from, to: Math.min(to, from + searchedMost - 1) }))
    goTo('tester', 'probe')
  }
  return (
    <section className="tester-section">
      <h2 aria-live="polite">
        {say('presentOf', {
          count: result.present,
          shown: count(result.present, language),
          requests: count(result.requests, language),
        })}
      </h2>
      <ScanTable
        name={say('stretches')}
        heads={[
          { text: say('state') },
          { text: say('address') },
          { text: say('count'), isNumber: true },
          { text: say('words') },
        ]}
        hasButtons
      >
        {result.stretches.map(({ from, to, kind, detail, words }) => {
          const { icon: Icon, tone, word } = looks[kind]
          return (
            <Table.Tr key={from}>
              <Table.Td className={tone}>
                <Icon size={15} aria-hidden className="inline-icon" /> {say(word)}
              </Table.Td>
              <Table.Td className="mono">
                {from}–{to}{' '}
                <span className="quiet">
                  {hexAddress(from)}–{hexAddress(to)}
                </span>
              </Table.Td>
              <Table.Td className="num">{count(to - from + 1, language)}</Table.Td>
              <Table.Td>
                {kind === 'present' ? (
                  <span className="mono quiet">
                    {hexWords(words.slice(0, wordsShown))}
                    {words.length > wordsShown && ' …'}
                  </span>
                ) : (
                  <span className="quiet">{detail}</span>
                )}
              </Table.Td>
              <Table.Td>
                {kind === 'present' && (
                  <Group gap={4} wrap="nowrap">
                    <RowButton
                      text={say('probe')}
                      name={say('probeAt', { address: hexAddress(from) })}
                      onClick={() => probeAt(target, table, from, to - from + 1)}
                    />
                    {!isBitTable(table) && (
                      <RowButton
                        text={say('find')}
                        name={say('findAt', { address: hexAddress(from) })}
                        onClick={() => findAt(from, to)}
                      />
                    )}
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
          )
        })}
      </ScanTable>
    </section>
  )
}
