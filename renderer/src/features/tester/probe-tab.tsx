import { NativeSelect, TextInput } from '@mantine/core'
import { IconFileSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { probedMost } from '../../../../shared/contract/limits.ts'
import type { RequestOf, ResultOf } from '../../../../shared/contract/tester.ts'
import { hexAddress, type Table } from '../../../../shared/model/index.ts'
import { useLanguage } from '../../app/texts.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { count as counted, latency } from '../../ui/format.ts'
import { AddressField } from './address-field.tsx'
import { ColumnPicker } from './column-picker.tsx'
import { FindPanel } from './find-panel.tsx'
import { isSameStretch } from './probe-columns.ts'
import { ProbeTable } from './probe-table.tsx'
import { useProbeWords } from './probe-words.ts'
import { RunBar } from './run-bar.tsx'
import { wholeNumber } from './target.ts'
import { tables, useTools } from './tool-store.ts'
import { type RunOf, type Runner, useRunner } from './use-runner.ts'
import { isUnfinished, type Subject } from './use-subject.ts'
import { useTesterWords } from './words.ts'
import { readAddress } from './written-address.ts'
import './probe.css'

const repeats = [0, 1, 2, 5, 10] as const

/** Registers and all that they could mean; beside it, the search for what the display shows. */
export function ProbeTab({ subject }: { readonly subject: Subject }) {
  const runner = useRunner('probe')
  const held = useHeldProbe(runner.run)
  return (
    <div className="probe">
      <div className="probe-main">
        <ProbeForm subject={subject} runner={runner} />
        <Probed held={held} isBusy={runner.isBusy} />
      </div>
      <FindPanel subject={subject} />
    </div>
  )
}

interface HeldProbe {
  readonly request: RequestOf<'probe'>
  readonly result: ResultOf<'probe'>
  /** Of the same registers, the time before; null: none. */
  readonly before: ResultOf<'probe'> | null
}

/** What was read stays in view until the next reading is there. */
function useHeldProbe(run: RunOf<'probe'> | null): HeldProbe | null {
  const [held, setHeld] = useState<HeldProbe | null>(null)
  const lastId = useRef<string | null>(null)
  useEffect(() => {
    if (run === null || run.phase === 'running' || run.body.result === null || lastId.current === run.id)
      return
    lastId.current = run.id
    const { request, result } = run.body
    setHeld((known) => ({
      request,
      result,
      before: known !== null && isSameStretch(known.request, request) ? known.result : null,
    }))
  }, [run])
  return held
}

function ProbeForm({ subject, runner }: { readonly subject: Subject; readonly runner: Runner<'probe'> }) {
  const say = useProbeWords()
  const sayTester = useTesterWords()
  const form = useTools((tools) => tools.probe)
  const change = useTools((tools) => tools.change)
  const { table, address, count, everySeconds } = form
  const read = readAddress(address, table)
  const wanted = wholeNumber(count)
  const isCountFine = wanted !== null && wanted >= 1 && wanted <= probedMost
  const isBeyond = read.kind === 'read' && isCountFine && read.address + wanted > 65_536
  const request: RequestOf<'probe'> | null =
    subject.target === null || read.kind === 'wrong' || !isCountFine || isBeyond
      ? null
      : { kind: 'probe', target: subject.target, table, address: read.address, count: wanted }
  useRepeat(runner, request, everySeconds)
  return (
    <RunBar
      runner={runner}
      action={say('read')}
      isBrief
      request={request}
      obstacle={isUnfinished(subject) ? sayTester('settingsNeeded') : null}
    >
      <TableSelect value={table} onChange={(next) => change('probe', { ...form, table: next })} />
      <AddressField
        label={say('address')}
        value={address}
        table={table}
        onChange={(next) => change('probe', { ...form, address: next })}
        onTable={(next) => change('probe', { ...form, table: next })}
      />
      <TextInput
        label={say('count')}
        className="tester-field tester-count"
        classNames={{ input: 'mono' }}
        inputMode="numeric"
        value={count}
        error={!isCountFine ? say('countWrong', { most: probedMost }) : isBeyond ? say('beyond') : null}
        onChange={(event) => change('probe', { ...form, count: event.currentTarget.value })}
      />
      <NativeSelect
        label={say('again')}
        size="xs"
        className="tester-field"
        value={String(everySeconds)}
        data={repeats.map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? say('off') : say('every', { seconds }),
        }))}
        onChange={(event) =>
          change('probe', { ...form, everySeconds: wholeNumber(event.currentTarget.value) ?? 0 })
        }
      />
    </RunBar>
  )
}

export function TableSelect(props: { readonly value: Table; readonly onChange: (table: Table) => void }) {
  const say = useProbeWords()
  return (
    <NativeSelect
      label={say('table')}
      size="xs"
      className="tester-field"
      classNames={{ input: 'mono' }}
      value={props.value}
      data={[...tables]}
      onChange={({ currentTarget: { value } }) =>
        props.onChange(tables.find((known) => known === value) ?? 'HOLDING')
      }
    />
  )
}

/** Reads again so long after each reading, once somebody has read by hand; a failure ends it. */
function useRepeat(runner: Runner<'probe'>, request: RequestOf<'probe'> | null, everySeconds: number): void {
  const isAllowed = useAccess().kind === 'full'
  const { run, isBusy, trouble, start } = runner
  const key = request === null ? null : JSON.stringify(request)
  const endedId = run?.phase === 'done' ? run.id : null
  const isSame = run !== null && key !== null && JSON.stringify(run.body.request) === key
  useEffect(() => {
    if (everySeconds === 0 || key === null || endedId === null) return
    if (isBusy || trouble !== null || !isAllowed || !isSame) return
    const timer = setTimeout(() => void start(JSON.parse(key) as RequestOf<'probe'>), everySeconds * 1_000)
    return () => clearTimeout(timer)
  }, [everySeconds, key, endedId, isBusy, trouble, isAllowed, isSame, start])
}

function Probed({ held, isBusy }: { readonly held: HeldProbe | null; readonly isBusy: boolean }) {
  const say = useProbeWords()
  const language = useLanguage()
  if (held === null) {
    return isBusy ? null : (
      <EmptyState icon={IconFileSearch} title={say('emptyTitle')} text={say('emptyText')} />
    )
  }
  const { request, result, before } = held
  const isBits = result.columns.length === 0
  const readCount = result.words.filter((word) => word !== null).length
  return (
    <>
      {result.refusals.length > 0 && (
        <ErrorNote
          tone="warning"
          title={say(readCount === 0 ? 'nothingRead' : 'refusals')}
          message={result.refusals.slice(0, refusalsMost).map(({ address, count, detail }) => (
            <div key={address}>
              {say('refusedAt', { from: hexAddress(address), to: hexAddress(address + count - 1), detail })}
            </div>
          ))}
        />
      )}
      {readCount > 0 && (
        <>
          <div className="probe-head">
            <span className="quiet" role="status">
              {say(isBits ? 'answeredBits' : 'answered', {
                count: readCount,
                shown: counted(readCount, language),
                time: result.latencyMs === null ? '–' : latency(result.latencyMs),
              })}
            </span>
            {!isBits && <ColumnPicker columns={result.columns} />}
          </div>
          <ProbeTable request={request} result={result} before={before} />
        </>
      )}
    </>
  )
}

const refusalsMost = 5
