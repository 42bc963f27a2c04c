import { Group, Table, Text } from '@mantine/core'
import { IconSunOff } from '@tabler/icons-react'
import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { hexAddress } from '../../../../shared/model/address.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { rowsText } from './register-row.ts'
import { ScanFrame } from './scan-frame.tsx'
import { RowButton, ScanTable } from './scan-table.tsx'
import { useScanWords } from './scan-words.ts'
import { useProbeAt } from './use-probe-at.ts'
import { useRunner } from './use-runner.ts'
import type { Subject } from './use-subject.ts'
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
        obstacle={sayTester('settingsNeeded')}
      />
      {result !== null &&
        (result.baseAddress === null ? (
          run?.phase === 'done' && <EmptyState icon={IconSunOff} title={say('notSunSpec')} />
        ) : (
          <Chain result={result} baseAddress={result.baseAddress} />
        ))}
    </>
  )
}

function Chain({
  result,
  baseAddress,
}: {
  readonly result: ResultOf<'sunspec'>
  readonly baseAddress: number
}) {
  const say = useScanWords()
  const probeAt = useProbeAt()
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
          <CopyButton text={rowsText(result.rows)} label={say('copyRows')} doneLabel={say('copied')} />
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
                onClick={() => probeAt('HOLDING', address, length + headerLength)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </ScanTable>
    </>
  )
}
