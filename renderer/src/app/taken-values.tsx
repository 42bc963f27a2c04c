import { Table } from '@mantine/core'
import type { TakenReading } from '../../../shared/contract/common.ts'
import { hexWords, measured } from '../ui/format.ts'
import { useCommonWords } from './common-words.ts'
import { QualityMark } from './quality-mark.tsx'

interface Props {
  readonly reading: TakenReading
  /** Of the table, for screen readers. */
  readonly name: string
  readonly className: string
}

/** What was read just now, beside the words as they came. */
export function TakenValues({ reading: { values }, name, className }: Props) {
  const word = useCommonWords()
  return (
    <Table w="auto" className={className} aria-label={name}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{word('value')}</Table.Th>
          <Table.Th ta="right">{word('reading')}</Table.Th>
          <Table.Th>{word('rawWords')}</Table.Th>
          <Table.Th>{word('quality')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {values.map(({ label, value, unit, quality, detail, rawWords }) => (
          <Table.Tr key={label}>
            <Table.Td>{label}</Table.Td>
            <Table.Td className="num">
              {`${measured(value)} ${value === null ? '' : unit}`.trimEnd()}
            </Table.Td>
            <Table.Td className="mono quiet">{hexWords(rawWords)}</Table.Td>
            <Table.Td>
              {quality === 'GOOD' ? word('GOOD') : <QualityMark quality={quality} detail={detail} />}
              {detail !== null && <span className="quiet"> {detail}</span>}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
