import { Checkbox, Table, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconVolumeOff } from '@tabler/icons-react'
import { serialScanUnitsMost } from '../../../../shared/contract/limits.ts'
import type { RequestOf, ResultOf } from '../../../../shared/contract/tester.ts'
import { goTo } from '../../app/navigation.ts'
import { ScanFrame } from './scan-frame.tsx'
import { RowButton, ScanTable } from './scan-table.tsx'
import { useScanWords } from './scan-words.ts'
import { baudRates, lineOf } from './target.ts'
import { useTargetStore } from './target-store.ts'
import { useTools } from './tool-store.ts'
import { readUnitIds } from './unit-ids.ts'
import { useRunner } from './use-runner.ts'
import type { Subject } from './use-subject.ts'

const parities = ['N', 'E', 'O'] as const
const allStopBits = [1, 2] as const

/** With which settings a serial line makes sense. */
export function ScanSerial({ subject }: { readonly subject: Subject }) {
  const say = useScanWords()
  const form = useTools((tools) => tools.serial)
  const change = useTools((tools) => tools.change)
  const runner = useRunner('scan-serial')
  const line = lineOf(subject.form)
  const unitIds = readUnitIds(form.unitIds, serialScanUnitsMost)
  const isSerial = line !== null && line.endpoint.kind === 'rtu'
  const request: RequestOf<'scan-serial'> | null =
    !isSerial ||
    line.endpoint.kind !== 'rtu' ||
    unitIds === null ||
    form.baudRates.length === 0 ||
    form.parities.length === 0 ||
    form.stopBits.length === 0
      ? null
      : {
          kind: 'scan-serial',
          path: line.endpoint.path,
          baudRates: [...form.baudRates],
          parities: [...form.parities],
          stopBits: [...form.stopBits],
          unitIds: [...unitIds],
          timeoutMs: line.timeoutMs,
        }
  const { run } = runner
  return (
    <>
      <ScanFrame
        runner={runner}
        request={request}
        text={say('serialText')}
        obstacle={isSerial ? null : say('serialNeedsPort')}
      >
        <Ticks
          label={say('baudRates')}
          all={baudRates}
          chosen={form.baudRates}
          onChange={(chosen) => change('serial', { ...form, baudRates: chosen })}
        />
        <Ticks
          label={say('parities')}
          all={parities}
          chosen={form.parities}
          onChange={(chosen) => change('serial', { ...form, parities: chosen })}
        />
        <Ticks
          label={say('stopBits')}
          all={allStopBits}
          chosen={form.stopBits}
          onChange={(chosen) => change('serial', { ...form, stopBits: chosen })}
        />
        <TextInput
          label={say('unitIds')}
          className="tester-field tester-baud"
          classNames={{ input: 'mono' }}
          value={form.unitIds}
          error={unitIds === null ? say('wrong-unitIds') : null}
          onChange={(event) => change('serial', { ...form, unitIds: event.currentTarget.value })}
        />
      </ScanFrame>
      {run !== null && run.body.result !== null && run.body.result.tried.length > 0 && (
        <Tried result={run.body.result} path={run.body.request.path} subject={subject} />
      )}
    </>
  )
}

/** Several of a few. */
function Ticks<T extends string | number>(props: {
  readonly label: string
  readonly all: readonly T[]
  readonly chosen: readonly T[]
  readonly onChange: (chosen: readonly T[]) => void
}) {
  const { label, all, chosen, onChange } = props
  return (
    <div role="group" aria-label={label} className="ticks">
      <div className="picker-title">{label}</div>
      <div className="ticks-row">
        {all.map((each) => (
          <Checkbox
            key={each}
            label={<span className="mono">{each}</span>}
            checked={chosen.includes(each)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(all.filter((known) => (known === each ? checked : chosen.includes(known))))
            }
          />
        ))}
      </div>
    </div>
  )
}

const looks = {
  answer: { icon: IconCircleCheck, tone: 'good', word: 'answered' },
  garbage: { icon: IconAlertTriangle, tone: 'warn', word: 'garbage' },
  silence: { icon: IconVolumeOff, tone: 'quiet', word: 'silence' },
} as const

const rank = { answer: 0, garbage: 1, silence: 2 } as const

function Tried(props: {
  readonly result: ResultOf<'scan-serial'>
  readonly path: string
  readonly subject: Subject
}) {
  const { result, path, subject } = props
  const say = useScanWords()
  const type = useTargetStore((store) => store.type)
  return (
    <section className="tester-section">
      <h2 aria-live="polite">
        {say('combinations', { done: result.tried.length, total: result.combinations })}
      </h2>
      <ScanTable
        name={say('serial')}
        heads={[
          { text: say('settings') },
          { text: say('outcome') },
          { text: say('unit'), isNumber: true },
          { text: say('detail') },
        ]}
        hasButtons
      >
        {result.tried
          .toSorted((a, b) => rank[a.outcome] - rank[b.outcome])
          .map(({ baudRate, parity, stopBits, outcome, unitId, detail }) => {
            const { icon: Icon, tone, word } = looks[outcome]
            const settings = `${baudRate} 8${parity}${stopBits}`
            return (
              <Table.Tr key={settings}>
                <Table.Td className="mono">{settings}</Table.Td>
                <Table.Td className={tone}>
                  <Icon size={15} aria-hidden className="inline-icon" /> {say(word)}
                </Table.Td>
                <Table.Td className="num">{unitId ?? '–'}</Table.Td>
                <Table.Td className="quiet">{detail === 'data' ? say('data') : detail}</Table.Td>
                <Table.Td>
                  {outcome === 'answer' && (
                    <RowButton
                      text={say('use')}
                      name={say('useOf', { settings })}
                      onClick={() => {
                        type({
                          ...subject.form,
                          protocol: 'RTU',
                          serialPort: path,
                          baudRate: String(baudRate),
                          parity,
                          stopBits: stopBits === 2 ? '2' : '1',
                          dataBits: '8',
                          unitId: String(unitId ?? subject.form.unitId),
                        })
                        goTo('tester', 'test')
                      }}
                    />
                  )}
                </Table.Td>
              </Table.Tr>
            )
          })}
      </ScanTable>
    </section>
  )
}
