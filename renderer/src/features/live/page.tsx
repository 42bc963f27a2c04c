import { Button, Skeleton } from '@mantine/core'
import { IconChartLine } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { seriesMost } from '../../../../shared/contract/limits.ts'
import type { Series, SeriesKey, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { goTo, usePlace } from '../../app/navigation.ts'
import { useStatus } from '../../app/status-store.ts'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useConnection } from '../../ipc/hooks.ts'
import { downloadText, fileTime } from '../../ui/download.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { dateAndTime, timeOfDay } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { firstValuesOf, isInCatalog } from './catalog.ts'
import { chartCsv } from './chart-csv.ts'
import { downloadChartPng } from './chart-png.ts'
import { Charts } from './charts.tsx'
import { useChoice, useChosen } from './choice-store.ts'
import { type Choice, choiceOf, keyOf, keyText, toggled } from './chosen.ts'
import './live.css'
import { lookOf } from './look.ts'
import { Picker } from './picker.tsx'
import { only, panelsOf } from './series-model.ts'
import { Toolbar } from './toolbar.tsx'
import { useCatalog } from './use-catalog.ts'
import { useSeries } from './use-series.ts'
import { useLiveWords } from './words.ts'

/** What stands still in front of the live data. */
type Held =
  | { readonly kind: 'none' }
  | { readonly kind: 'paused'; readonly data: SeriesSnapshot }
  | { readonly kind: 'zoomed'; readonly data: SeriesSnapshot }

interface Failure {
  readonly title: string
  readonly message: string
}

const live: Held = { kind: 'none' }
/** A zoom shows no less: a few readings of the fastest device. */
const zoomLeastMs = 5_000

/** Charts of any values: the journal and what comes, joined. */
export function LivePage() {
  const say = useLiveWords()
  const language = useLanguage()
  const connection = useConnection()
  const { detail } = usePlace()
  const devices = useStatus((status) => status.devices)
  const { catalog, trouble } = useCatalog()
  const { spanMs, setSpan } = useChosen()
  const [choices, choose] = useChoice()
  const following = useSeries(
    useMemo(() => choices.map(keyOf), [choices]),
    spanMs,
  )
  const [held, setHeld] = useState<Held>(live)
  const [isPicking, setPicking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const panelsRef = useRef<HTMLDivElement>(null)
  const zoomsAsked = useRef(0)

  const goLive = (): void => {
    zoomsAsked.current++
    setFailure(null)
    setHeld(live)
  }
  const setChoices = (next: readonly Choice[]): void => {
    // What is held does not have the new one.
    if (next.length > choices.length) goLive()
    choose?.(next)
  }
  const remove = (key: SeriesKey): void => setChoices(toggled(choices, key))

  // A link from a device shows that device; then the choice is the person's own again.
  useEffect(() => {
    if (detail === null || catalog === null || choose === null) return
    const first = firstValuesOf(catalog, detail)
    if (first.length > 0) choose(choiceOf(first))
    goTo('live')
  }, [detail, catalog, choose])

  async function zoom(fromMs: number, toMs: number): Promise<void> {
    const asked = ++zoomsAsked.current
    const lackMs = Math.max(0, zoomLeastMs - (toMs - fromMs)) / 2
    const range = { fromMs: Math.floor(fromMs - lackMs), toMs: Math.ceil(toMs + lackMs) }
    try {
      const data = await gateway.call('seriesRange', { series: choices.map(keyOf), ...range })
      // Somebody who has gone back to live, or on to another part, does not want this one any more.
      if (asked !== zoomsAsked.current) return
      setHeld({ kind: 'zoomed', data })
      setFailure(null)
    } catch (error) {
      if (asked === zoomsAsked.current) setFailure({ title: say('zoomFailed'), message: messageOf(error) })
    }
  }

  const looks = useMemo(() => new Map(choices.map((choice) => [keyText(choice), choice.look])), [choices])
  const lookOfSeries = useCallback(({ key }: Series) => lookOf(looks.get(keyText(key)) ?? 0), [looks])
  const isGone = useCallback((key: SeriesKey) => catalog !== null && !isInCatalog(catalog, key), [catalog])
  const nameOf = (deviceId: string): string => devices.get(deviceId)?.name ?? deviceId
  const all = held.kind === 'none' ? following.data : held.data
  const wanted = useMemo(
    () => (all === null ? null : only(all, (key) => looks.has(keyText(key)))),
    [all, looks],
  )
  const data = wanted === null || wanted.series.length === 0 ? null : wanted

  if (devices.size === 0) {
    return (
      <>
        <PageHeader title={say('title')} />
        <EmptyState
          icon={IconChartLine}
          title={say('noDevicesTitle')}
          text={say('noDevicesText')}
          actions={<Button onClick={() => goTo('devices', '+')}>{say('toDevices')}</Button>}
        />
      </>
    )
  }
  const picker = catalog !== null && (
    <Picker {...{ catalog, choices, isOpen: isPicking, onOpen: setPicking }} onChange={setChoices} />
  )
  const span = (shown: SeriesSnapshot) => ({
    from: dateAndTime(shown.fromMs, language),
    to: dateAndTime(shown.toMs, language),
  })
  return (
    <>
      <PageHeader
        title={say('title')}
        actions={
          <>
            {picker}
            <Toolbar
              spanMs={spanMs}
              onSpan={(ms) => {
                goLive()
                setSpan(ms)
              }}
              held={held.kind}
              hasData={data !== null}
              onPause={() => data !== null && setHeld({ kind: 'paused', data })}
              onLive={goLive}
              onCsv={() => {
                if (data === null) return
                downloadText(`gateway-ems-chart-${fileTime(Date.now())}.csv`, chartCsv(data), 'text/csv')
              }}
              onPng={() => {
                if (panelsRef.current === null || data === null) return
                const panels = panelsOf(data.series.filter(({ key }) => !isGone(key)))
                const picture = { title: say('picture', span(data)), panels, data, lookOfSeries, nameOf }
                downloadChartPng(panelsRef.current, picture).then(
                  () => setFailure(null),
                  (error: unknown) => setFailure({ title: say('pictureFailed'), message: messageOf(error) }),
                )
              }}
            />
          </>
        }
      />
      {trouble !== null && <ErrorNote title={say('catalogFailed')} message={trouble} />}
      {failure !== null && <ErrorNote {...failure} />}
      {following.kind === 'failed' && (
        <ErrorNote
          title={say('failedTitle')}
          message={following.message}
          actions={
            <Button variant="default" onClick={following.retry}>
              {say('retry')}
            </Button>
          }
        />
      )}
      {typeof data?.trouble === 'string' && <ErrorNote tone="warning" message={data.trouble} />}
      {held.kind === 'paused' && (
        <ErrorNote tone="info" message={say('paused', { time: timeOfDay(held.data.toMs, language) })} />
      )}
      {held.kind === 'zoomed' && <ErrorNote tone="info" message={say('zoomed', span(held.data))} />}
      {choices.length === 0 && (
        <EmptyState
          icon={IconChartLine}
          title={say('emptyTitle')}
          text={say('emptyText', { most: seriesMost })}
          actions={
            <Button disabled={catalog === null} onClick={() => setPicking(true)}>
              {say('add')}
            </Button>
          }
        />
      )}
      {data === null && choices.length > 0 && following.kind === 'loading' && (
        <Skeleton height={340} aria-busy aria-label={say('loading')} role="status" />
      )}
      {data !== null && (
        <Charts
          panelsRef={panelsRef}
          isStale={connection.kind !== 'open' && held.kind === 'none'}
          data={data}
          isGone={isGone}
          lookOfSeries={lookOfSeries}
          nameOf={nameOf}
          onZoom={(fromMs, toMs) => void zoom(fromMs, toMs)}
          onReset={goLive}
          onRemove={remove}
        />
      )}
    </>
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
