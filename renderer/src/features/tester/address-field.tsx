import { Button, TextInput } from '@mantine/core'
import { hexAddress, type Table } from '../../../../shared/model/index.ts'
import { useProbeWords } from './probe-words.ts'
import { readAddress, resolvedText } from './written-address.ts'

interface Props {
  readonly label: string
  readonly value: string
  readonly table: Table
  readonly onChange: (value: string) => void
  /** Where it leads without its function code: for several tables. */
  readonly isOfAnyTable?: boolean
  /** The address is one of another table; null: the table is not to be changed from here. */
  readonly onTable: ((table: Table) => void) | null
}

/** An address as technicians write it, and beside it where it leads. */
export function AddressField({ label, value, table, isOfAnyTable = false, onChange, onTable }: Props) {
  const say = useProbeWords()
  const read = readAddress(value, table)
  const looksLike = read.kind === 'read' ? read.looksLike : null
  return (
    <div className="tester-field tester-address">
      <TextInput
        label={label}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        autoComplete="off"
        value={value}
        placeholder={say('addressHelp')}
        error={read.kind === 'wrong' && value.trim() !== '' ? say('addressWrong') : null}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {read.kind === 'read' && (
        <div className="mono quiet tester-resolved">
          {isOfAnyTable ? `→ ${read.address} (${hexAddress(read.address)})` : resolvedText(value, table)}
          {looksLike !== null && (
            <div className="warn">
              {say('looksLike', { table: looksLike })}{' '}
              {onTable !== null && (
                <Button size="compact-xs" variant="subtle" onClick={() => onTable(looksLike)}>
                  {say('useTable', { table: looksLike })}
                </Button>
              )}
            </div>
          )}
        </div>
      )}
    </div>
  )
}
