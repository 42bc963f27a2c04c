import { Button, Text } from '@mantine/core'
import { IconPlus, IconRestore } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef } from 'react'
import { shownValuesMost } from '../../../../shared/contract/limits.ts'
import type { RequestOf } from '../../../../shared/contract/tester.ts'
import { Candidates } from './candidates.tsx'
import { CostNote } from './cost-note.tsx'
import { FindRange } from './find-range.tsx'
import { useFindWords } from './find-words.ts'
import { FoundSet } from './found-set.tsx'
import { RunBar } from './run-bar.tsx'
import { searchRange } from './search-range.ts'
import { emptyShown, isShownWrong, valuesOf } from './shown-rows.ts'
import { ShownValues } from './shown-values.tsx'
import { useTools } from './tool-store.ts'
import { useCost } from './use-cost.ts'
import { type RunOf, useRunner } from './use-runner.ts'
import type { Subject } from './use-subject.ts'

const [lastLabel, lastValue] = [-2, -1] as const

/** From what the display shows to the registers that hold it: a single value with all that gives it, or several together. */
export function FindPanel({ subject }: { readonly subject: Subject }) {
  const say = useFindWords()
  const form = useTools((tools) => tools.find)
  const change = useTools((tools) => tools.change)
  const one = useRunner('find')
  const several = useRunner('find-several')
  const [first = emptyShown] = form.rows
  const isSeveral = form.rows.length > 1
  const range = searchRange(form)
  const where =
    subject.target === null || range.kind !== 'fine'
      ? null
      : {
          target: subject.target,
          tables: [...range.tables],
          from: range.from,
          count: range.count,
        }
  const shown = first.shown.trim()
  const fresh: RequestOf<'find'> | null =
    where === null || shown === '' || isShownWrong(first)
      ? null
      : { kind: 'find', ...where, shown, narrows: null }
  const values = valuesOf(form.rows)
  const all: RequestOf<'find-several'> | null =
    where === null || values === null ? null : { kind: 'find-several', ...where, values }
  // Only what is finished and of the same unit can be narrowed.
  const narrows = one.run?.phase === 'done' && isOfSameTarget(one.run, subject) ? one.run : null
  const isNarrowing = !isSeveral && (narrows?.body.result?.candidates.length ?? 0) > 0
  const narrowed = fresh === null || narrows === null ? null : { ...fresh, narrows: narrows.id }
  const cost = useCost(isSeveral ? all : fresh, isSeveral ? several.run?.phase : one.run?.phase)
  const fields = useRef<HTMLDivElement>(null)
  useFocusWhenWanted(fields)
  const end = useRef<HTMLDivElement>(null)
  useInViewOnceDone(several.isBusy, end)

  /** @param at of the fields that are there once the rows have been drawn */
  function changeRows(rows: typeof form.rows, at: number): void {
    change('find', { ...form, rows })
    if (rows.length !== form.rows.length)
      requestAnimationFrame(() => inputsIn(fields.current).at(at)?.focus())
  }
  const inputs = (
    <>
      <ShownValues
        ref={fields}
        rows={form.rows}
        isNext={isNarrowing}
        onChange={(rows) => changeRows(rows, lastValue)}
      />
      <Button
        variant="subtle"
        size="compact-xs"
        className="find-add"
        leftSection={<IconPlus size={13} aria-hidden />}
        disabled={form.rows.length >= shownValuesMost}
        onClick={() => changeRows([...form.rows, emptyShown], lastLabel)}
      >
        {say('add')}
      </Button>
    </>
  )
  return (
    <section className="find" aria-labelledby="find-title">
      <h2 id="find-title">{say('title')}</h2>
      <Text size="sm" className="quiet">
        {say(isSeveral ? 'severalText' : isNarrowing ? 'nextText' : 'text')}
      </Text>
      {isSeveral ? (
        <RunBar runner={several} isBrief action={say('searchAll')} request={all}>
          {inputs}
        </RunBar>
      ) : (
        <RunBar
          runner={one}
          isBrief
          action={say(isNarrowing ? 'narrow' : 'search')}
          request={isNarrowing ? narrowed : fresh}
        >
          {inputs}
        </RunBar>
      )}
      {isNarrowing && (
        <Button
          variant="subtle"
          size="compact-xs"
          className="find-fresh"
          leftSection={<IconRestore size={13} aria-hidden />}
          disabled={fresh === null || one.isBusy}
          onClick={() => fresh !== null && void one.start(fresh)}
        >
          {say('fresh')}
        </Button>
      )}
      <FindRange range={range} subject={subject} />
      {!isNarrowing && <CostNote cost={cost} isShort />}
      {isSeveral
        ? several.run !== null && (
            <>
              <FoundSet key={several.run.id} run={several.run} subject={subject} />
              <div ref={end} />
            </>
          )
        : one.run !== null && <Candidates run={one.run} subject={subject} label={first.label} />}
    </section>
  )
}

const inputsIn = (element: HTMLElement | null): readonly HTMLInputElement[] =>
  element === null ? [] : [...element.querySelectorAll('input')]

/** Somebody was sent here from a scan. */
function useFocusWhenWanted(fields: RefObject<HTMLElement | null>): void {
  const isWanted = useTools((tools) => tools.isFindWanted)
  const reached = useTools((tools) => tools.findReached)
  useEffect(() => {
    if (!isWanted) return
    inputsIn(fields.current)[1]?.focus()
    reached()
  }, [isWanted, reached, fields])
}

/** What was waited for is not left below the edge; what was there before stays where it is. */
function useInViewOnceDone(isBusy: boolean, end: RefObject<HTMLElement | null>): void {
  const wasBusy = useRef(false)
  useEffect(() => {
    if (wasBusy.current && !isBusy) end.current?.scrollIntoView({ block: 'nearest' })
    wasBusy.current = isBusy
  }, [isBusy, end])
}

const isOfSameTarget = (run: RunOf<'find'>, { target }: Subject): boolean =>
  target !== null && JSON.stringify(run.body.request.target) === JSON.stringify(target)
