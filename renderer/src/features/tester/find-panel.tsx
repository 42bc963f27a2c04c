import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core'
import { IconRestore, IconSearch } from '@tabler/icons-react'
import type { RequestOf } from '../../../../shared/contract/tester.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddressField } from './address-field.tsx'
import { Candidates } from './candidates.tsx'
import { CostNote } from './cost-note.tsx'
import { useProbeWords } from './probe-words.ts'
import { RunBar } from './run-bar.tsx'
import { toggled } from './probe-columns.ts'
import { tables, useTools } from './tool-store.ts'
import { useCost } from './use-cost.ts'
import { type RunOf, useRunner } from './use-runner.ts'
import type { Subject } from './use-subject.ts'
import { readAddress } from './written-address.ts'

const countMost = 10_000

/** From what the display shows to the register that holds it. */
export function FindPanel({ subject }: { readonly subject: Subject }) {
  const say = useProbeWords()
  const form = useTools((tools) => tools.find)
  const change = useTools((tools) => tools.change)
  const runner = useRunner('find')
  const { run } = runner
  const table = form.tables[0] ?? 'HOLDING'
  const from = readAddress(form.from, table)
  const to = readAddress(form.to, table)
  const count = from.kind === 'read' && to.kind === 'read' ? to.address - from.address + 1 : null
  const isRangeFine = count !== null && count >= 1 && count <= countMost
  const shown = form.shown.trim()
  // Only what is finished and of the same unit can be narrowed.
  const narrows = run?.phase === 'done' && isOfSameTarget(run, subject) ? run : null
  const base: Omit<RequestOf<'find'>, 'narrows'> | null =
    subject.target === null ||
    from.kind === 'wrong' ||
    !isRangeFine ||
    form.tables.length === 0 ||
    shown === ''
      ? null
      : { kind: 'find', target: subject.target, tables: [...form.tables], from: from.address, count, shown }
  const isNarrowing = narrows !== null && (narrows.body.result?.candidates.length ?? 0) > 0
  const fresh = base === null ? null : { ...base, narrows: null }
  const narrowed = base === null || narrows === null ? null : { ...base, narrows: narrows.id }
  const cost = useCost(fresh, run?.phase)
  return (
    <section className="find" aria-labelledby="find-title">
      <h2 id="find-title">{say('find')}</h2>
      <Text size="sm" className="quiet">
        {say(isNarrowing ? 'nextText' : 'findText')}
      </Text>
      <RunBar
        runner={runner}
        isBrief
        action={say(isNarrowing ? 'narrow' : 'search')}
        request={isNarrowing ? narrowed : fresh}
      >
        <TextInput
          label={say(isNarrowing ? 'next' : 'shown')}
          className="find-shown"
          classNames={{ input: 'mono' }}
          leftSection={<IconSearch size={14} aria-hidden />}
          placeholder={say('shownHelp')}
          inputMode="decimal"
          autoComplete="off"
          maxLength={40}
          value={form.shown}
          onChange={(event) => change('find', { ...form, shown: event.currentTarget.value })}
        />
      </RunBar>
      {isNarrowing && (
        <Button
          variant="subtle"
          size="compact-xs"
          className="find-fresh"
          leftSection={<IconRestore size={13} aria-hidden />}
          disabled={fresh === null || runner.isBusy}
          onClick={() => fresh !== null && void runner.start(fresh)}
        >
          {say('fresh')}
        </Button>
      )}
      <Group gap="xs" align="flex-start" className="find-range">
        <AddressField
          label={say('from')}
          table={table}
          isOfAnyTable
          value={form.from}
          onChange={(next) => change('find', { ...form, from: next })}
          onTable={null}
        />
        <AddressField
          label={say('to')}
          table={table}
          isOfAnyTable
          value={form.to}
          onChange={(next) => change('find', { ...form, to: next })}
          onTable={null}
        />
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
      {count !== null && count < 1 && <ErrorNote tone="warning" message={say('rangeWrong')} />}
      {!isNarrowing && <CostNote cost={cost} isShort />}
      {run !== null && run.body.result !== null && (
        <Candidates run={run} result={run.body.result} subject={subject} />
      )}
    </section>
  )
}

const isOfSameTarget = (run: RunOf<'find'>, { target }: Subject): boolean =>
  target !== null && JSON.stringify(run.body.request.target) === JSON.stringify(target)
