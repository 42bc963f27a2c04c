import { Button, Table } from '@mantine/core'
import type { ReactNode } from 'react'

/** One column; those of numbers stand right, that of the buttons has no heading. */
export interface Head {
  readonly text: string
  readonly isNumber?: boolean
}

/** What a scan has found, row by row; a wide one is scrolled in its own frame. */
export function ScanTable(props: {
  readonly name: string
  readonly heads: readonly Head[]
  readonly hasButtons: boolean
  /** Rows. */
  readonly children: ReactNode
}) {
  const { name, heads, hasButtons, children } = props
  return (
    <div className="tester-scroll" tabIndex={0} role="region" aria-label={name}>
      <Table className="tester-table" aria-label={name}>
        <Table.Thead>
          <Table.Tr>
            {heads.map(({ text, isNumber = false }) => (
              <Table.Th key={text} ta={isNumber ? 'right' : 'left'}>
                {text}
              </Table.Th>
            ))}
            {hasButtons && <Table.Td />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  )
}

/** Where a row leads. @param name with what the row is about, for screen readers */
export function RowButton(props: {
  readonly text: string
  readonly name: string
  readonly onClick: () => void
}) {
  return (
    <Button size="compact-xs" variant="default" aria-label={props.name} onClick={props.onClick}>
      {props.text}
    </Button>
  )
}
