import { Group, Table, Text } from '@mantine/core'
import type { ResultOf, UnitTarget } from '../../../../shared/contract/tester.ts'
import { hexAddress } from '../../../../shared/model/address.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useFindWords } from './find-words.ts'
import { deviceKeys } from './found-device.ts'
import { HandOverButton } from './hand-over-button.tsx'
import { rowsText } from './register-row.ts'
import { ScanFrame } from './scan-frame.tsx'
import { RowButton, ScanTable } from './scan-table.tsx'
import { useScanWords } from './scan-words.ts'
import { useProbeAt } from './use-probe-at.ts'
import { useRunner } from './use-runner.ts'
import { isUnfinished, type Subject } from './use-subject.ts'
import { useTesterWords } from './words.ts'

/** Id and length stand before the points of a model. */
const headerLength = 2

/** Which SunSpec models a device has. */
export function ScanSunSpec({ subject }: { readonly subject: Subject }) {
  const say = useScanWords()
  const sayTester = useTesterWords()
  const runner = useRunner('sunspec')
  const { run } = runner
  const result = run?.body.result ?? null
  return (
    <>
      <ScanFrame
        runner={runner}
        request={subject.target === null ? null : { kind: 'sunspec', target: subject.target }}
        text={say('sunspecText')}
        obstacle={isUnfinished(subject) ? sayTester('settingsNeeded') : null}
      />
      {run !== null && result !== null && result.baseAddress !== null && (
        <Chain
          target={run.body.request.target}
          result={result}
          baseAddress={result.baseAddress}
          subject={subject}
        />
      )}
    </>
  )
}

function Chain(props: {
  readonly target: UnitTarget
  readonly result: ResultOf<'sunspec'>
  readonly baseAddress: number
  readonly subject: Subject
}) {
  const { target, result, baseAddress, subject } = props
  const say = useScanWords()
  const sayFind = useFindWords()
  const probeAt = useProbeAt(subject)
  const facts = [
    [say('manufacturer'), result.manufacturer],
    [say('model'), result.model],
    [say('version'), result.version],
    [say('serialNumber'), result.serialNumber],
    [say('base'), `${baseAddress} ${hexAddress(baseAddress)}`],
  ] as const
  return (
    <>
      <div role="status">
        <dl className="tester-figures">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="quiet">{name}</dt>
              <dd className="mono">{value ?? '–'}</dd>
            </div>
          ))}
        </dl>
      </div>
      {result.rows.length > 0 && (
        <Group gap="sm">
          <Text size="sm">{say('rows', { count: result.rows.length })}</Text>
          <HandOverButton
            given={{ kind: 'new-device', keys: keysOf(target, result), rows: result.rows }}
            text={sayFind('newDevice')}
            name={null}
            isDisabled={false}
          />
          <CopyButton
            text={rowsText(result.rows)}
            label={say('copyRows')}
            doneLabel={say('copied')}
            isCompact
          />
        </Group>
      )}
      <ScanTable
        name={say('models')}
        heads={[
          { text: say('modelId'), isNumber: true },
          { text: say('name') },
          { text: say('address') },
          { text: say('length'), isNumber: true },
        ]}
        hasButtons
      >
        {result.models.map(({ id, name, address, length }) => (
          <Table.Tr key={address}>
            <Table.Td className="num">{id}</Table.Td>
            <Table.Td>{name ?? <span className="quiet">{say('unknownModel')}</span>}</Table.Td>
            <Table.Td className="mono">
              {address} <span className="quiet">{hexAddress(address)}</span>
            </Table.Td>
            <Table.Td className="num">{length}</Table.Td>
            <Table.Td>
              <RowButton
                text={say('probe')}
                name={say('probeAt', { address: hexAddress(address) })}
                onClick={() => probeAt(target, 'HOLDING', address, length + headerLength)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </ScanTable>
    </>
  )
}

/** What a section of the device says beside its registers. */
function keysOf(target: UnitTarget, result: ResultOf<'sunspec'>): Readonly<Record<string, string>> {
  const { manufacturer, model, maxGap } = result
  const name = [manufacturer, model].filter((part) => part !== null).join(' ')
  return {
    ...(name === '' ? {} : { name: name.replaceAll('"', "'") }),
    ...deviceKeys(target),
    ...(maxGap === null ? {} : { max_gap: String(maxGap) }),
  }
}
