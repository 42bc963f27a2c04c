import { Table } from '@mantine/core'
import type { TakenReading } from '../../../../shared/contract/common.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { QualityMark } from '../../app/quality-mark.tsx'
import { measured } from '../../ui/format.ts'
import { hexWord } from './written-address.ts'
import { useTesterWords } from './words.ts'

/** What was read, beside the words as they came. */
export function ValuesTable({ reading: { values } }: { readonly reading: TakenReading }) {
  const say = useTesterWords()
  const word = useCommonWords()
  return (
    <section className="tester-section">
      <h2>{say('values')}</h2>
      <div className="tester-scroll tester-fit" tabIndex={0} role="region" aria-label={say('values')}>
        <Table className="tester-table" aria-label={say('values')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('label')}</Table.Th>
              <Table.Th ta="right">{say('reading')}</Table.Th>
              <Table.Th>{say('raw')}</Table.Th>
              <Table.Th>{say('quality')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {values.map(({ label, value, unit, quality, detail, rawWords }) => (
              <Table.Tr key={label}>
                <Table.Td>{label}</Table.Td>
                <Table.Td className="num">
                  {value === null ? '–' : `${measured(value)} ${unit}`.trimEnd()}
                </Table.Td>
                <Table.Td className="mono quiet">
                  {rawWords === null ? '–' : rawWords.map(hexWord).join(' ')}
                </Table.Td>
                <Table.Td>
                  {quality === 'GOOD' ? word('GOOD') : <QualityMark quality={quality} detail={detail} />}
                  {detail !== null && <span className="quiet"> {detail}</span>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  )
}
