import { Button, Checkbox, Group } from '@mantine/core'
import { IconTarget } from '@tabler/icons-react'
import { searchedMost } from '../../../../shared/contract/limits.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddressField } from './address-field.tsx'
import { useFindWords } from './find-words.ts'
import { toggled } from './probe-columns.ts'
import { useProbeWords } from './probe-words.ts'
import { scannedExtent, type SearchRange, typedExtent } from './search-range.ts'
import { tables, useTools } from './tool-store.ts'
import { useRunner } from './use-runner.ts'
import type { Subject } from './use-subject.ts'

/** Where a search looks; a scan of the same unit says where there is anything. */
export function FindRange({ range, subject }: { readonly range: SearchRange; readonly subject: Subject }) {
  const say = useFindWords()
  const sayProbe = useProbeWords()
  const form = useTools((tools) => tools.find)
  const change = useTools((tools) => tools.change)
  const table = form.tables[0] ?? 'HOLDING'
  const address = (field: 'from' | 'to') => (
    <AddressField
      label={say(field)}
      table={table}
      isOfAnyTable
      value={form[field]}
      onChange={(next) => change('find', { ...form, [field]: next })}
      onTable={null}
    />
  )
  return (
    <>
      <Group gap="xs" align="flex-start" className="find-range">
        {address('from')}
        {address('to')}
        <div role="group" aria-label={say('tables')} className="find-tables">
          <div className="picker-title">{say('tables')}</div>
          {tables.slice(0, 2).map((each) => (
            <Checkbox
              key={each}
              label={<span className="mono">{each}</span>}
              checked={form.tables.includes(each)}
              onChange={() =>
                change('find', {
                  ...form,
                  tables: tables.filter((known) => toggled(form.tables, each).includes(known)),
                })
              }
            />
          ))}
        </div>
      </Group>
      {range.kind === 'backwards' && <ErrorNote tone="warning" message={sayProbe('rangeWrong')} />}
      {range.kind === 'long' && (
        <ErrorNote tone="warning" message={say('rangeLong', { most: searchedMost })} />
      )}
      <Scanned range={range} subject={subject} />
    </>
  )
}

/** Offered as long as the search would look elsewhere. */
function Scanned({ range, subject }: { readonly range: SearchRange; readonly subject: Subject }) {
  const say = useFindWords()
  const form = useTools((tools) => tools.find)
  const change = useTools((tools) => tools.change)
  const { run } = useRunner('scan-registers')
  const extent = run === null ? null : scannedExtent(run.body.request, run.body.result, subject.target)
  if (extent === null) return null
  const { table, from, to } = extent
  const isCovered =
    range.kind === 'fine' &&
    range.tables.includes(table) &&
    range.from <= from &&
    range.from + range.count - 1 >= to
  if (isCovered) return null
  return (
    <div className="find-scanned">
      <span>{say('scanned', { table, from, to })}</span>
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconTarget size={13} aria-hidden />}
        onClick={() => change('find', { ...form, ...typedExtent(extent) })}
      >
        {say('lookThere')}
      </Button>
    </div>
  )
}
