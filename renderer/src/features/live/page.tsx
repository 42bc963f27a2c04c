import { Button, Group, SegmentedControl } from '@mantine/core'
import {
  IconChartLine,
  IconFileSpreadsheet,
  IconPhoto,
  IconPlayerPause,
  IconPlayerPlay,
  IconZoomOut,
} from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { seriesMost } from '../../../../shared/contract/limits.ts'
import type { SeriesCatalog, SeriesKey, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { goTo, usePlace } from '../../app/navigation.ts'
import { useStatus } from '../../app/status-store.ts'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useWelcome } from '../../ipc/hooks.ts'
import { downloadText, fileTime } from '../../ui/download.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { dateAndTime, duration, timeOfDay } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { firstValuesOf } from './catalog.ts'
import { chartCsv } from './chart-csv.ts'
import { downloadChartPng } from './chart-png.ts'
import { spansMs, toggled, useChosen } from './chosen.ts'
import './live.css'
import { NumbersTable } from './numbers-table.tsx'
import { Panel } from './panel.tsx'
import { Picker } from './picker.tsx'
import { panelsOf } from './series-model.ts'
import { useSeries } from './use-series.ts'
import { useLiveWords } from './words.ts'

const noKeys: readonly SeriesKey[] = []

/** What stands still in front of the live data. */
type Held =
  | { readonly kind: 'none' }
  | { readonly kind: 'paused'; readonly data: SeriesSnapshot }
  | { readonly kind: 'zoomed'; readonly data: SeriesSnapshot }

/** Charts of any values: the journal and what comes, joined. */
export function LivePage() {
  const say = useLiveWords()
  const language = useLanguage()
  const { detail } = usePlace()
  const gatewayId = useWelcome()?.gatewayId ?? null
  const hasDevices = useStatus(({ order }) => order.length > 0)
  const { catalog, trouble } = useCatalog()
  const { byGateway, spanMs, choose, setSpan } = useChosen()
  const keys = (gatewayId === null ? undefined : byGateway[gatewayId]) ?? noKeys
  const live = useSeries(keys, spanMs)
  const [held, setHeld] = useState<Held>({ kind: 'none' })
  const [cursorMs, setCursorMs] = useState<number | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const charts = useRef<HTMLDivElement>(null)

  const setKeys = (next: readonly SeriesKey[]): void => {
    setHeld({ kind: 'none' })
    if (gatewayId !== null) choose(gatewayId, next)
  }
  // A link from a device shows that device; then the choice is the person's own again.
  useEffect(() => {
    if (detail === null || catalog === null || gatewayId === null) return
    const first = firstValuesOf(catalog, detail)
    if (first.length > 0) choose(gatewayId, first)
    goTo('live')
  }, [detail, catalog, gatewayId, choose])

  async function zoom(fromMs: number, toMs: number): Promise<void> {
    try {
      const range = { series: [...keys], fromMs: Math.floor(fromMs), toMs: Math.ceil(toMs) }
      setHeld({ kind: 'zoomed', data: await gateway.call('seriesRange', range) })
      setFailure(null)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
  }

  const data = held.kind !== 'none' ? held.data : live.kind === 'ready' ? live.data : null
  const panels = useMemo(() => (data === null ? [] : panelsOf(data.series)), [data])
  if (!hasDevices) {
    return (
      <EmptyState
        icon={IconChartLine}
        title={say('noDevicesTitle')}
        text={say('noDevicesText')}
        actions={<Button onClick={() => goTo('devices', '+')}>{say('toDevices')}</Button>}
      />
    )
  }
  const picker = catalog !== null && <Picker catalog={catalog} keys={keys} onChange={setKeys} />
  return (
    <>
      <PageHeader
        title={say('title')}
        actions={
          <>
            {picker}
            <SegmentedControl
              aria-label={say('span')}
              value={String(spanMs)}
              onChange={(value) => {
                setHeld({ kind: 'none' })
                setSpan(Number(value))
              }}
              data={spansMs.map((ms) => ({ value: String(ms), label: spanText(ms) }))}
            />
            {held.kind === 'none' ? (
              <Button
                variant="default"
                leftSection={<IconPlayerPause size={15} aria-hidden />}
                disabled={live.kind !== 'ready'}
                onClick={() => live.kind === 'ready' && setHeld({ kind: 'paused', data: live.data })}
              >
                {say('pause')}
              </Button>
            ) : (
              <Button
                leftSection={
                  held.kind === 'paused' ? (
                    <IconPlayerPlay size={15} aria-hidden />
                  ) : (
                    <IconZoomOut size={15} aria-hidden />
                  )
                }
                onClick={() => setHeld({ kind: 'none' })}
              >
                {held.kind === 'paused' ? say('goOn') : say('reset')}
              </Button>
            )}
            <Button
              variant="default"
              title={say('csvHint')}
              leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
              disabled={data === null}
              onClick={() =>
                data !== null &&
                downloadText(`gateway-ems-chart-${fileTime(Date.now())}.csv`, chartCsv(data), 'text/csv')
              }
            >
              {say('csv')}
            </Button>
            <Button
              variant="default"
              title={say('pngHint')}
              leftSection={<IconPhoto size={15} aria-hidden />}
              disabled={data === null}
              onClick={() => {
                if (charts.current === null || data === null) return
                downloadChartPng(
                  charts.current,
                  `${dateAndTime(data.fromMs, language)} – ${dateAndTime(data.toMs, language)}`,
                  data.series.map(({ key, unit }) => `${key.deviceId} ${key.label} ${unit}`.trimEnd()),
                ).catch((error: unknown) => setFailure(String(error)))
              }}
            >
              {say('png')}
            </Button>
          </>
        }
      />
      {trouble !== null && <ErrorNote message={trouble} />}
      {failure !== null && <ErrorNote message={failure} />}
      {live.kind === 'failed' && keys.length > 0 && (
        <ErrorNote title={say('failedTitle')} message={live.message} />
      )}
      {held.kind === 'paused' && (
        <ErrorNote tone="info" message={say('paused', { time: timeOfDay(held.data.toMs, language) })} />
      )}
      {held.kind === 'zoomed' && (
        <ErrorNote
          tone="info"
          message={say('zoomed', {
            from: dateAndTime(held.data.fromMs, language),
            to: dateAndTime(held.data.toMs, language),
          })}
        />
      )}
      {keys.length === 0 && (
        <EmptyState
          icon={IconChartLine}
          title={say('emptyTitle')}
          text={say('emptyText', { most: seriesMost })}
          actions={picker}
        />
      )}
      {data !== null && keys.length > 0 && (
        <div className="live" ref={charts}>
          {panels.map(({ unit, indices }) => (
            <Panel
              key={unit}
              data={data}
              unit={unit}
              indices={indices}
              height={panels.length === 1 ? 340 : panels.length === 2 ? 220 : 170}
              cursorMs={cursorMs}
              onCursor={setCursorMs}
              onZoom={(fromMs, toMs) => void zoom(fromMs, toMs)}
            />
          ))}
          <Group justify="space-between" className="quiet">
            <span>
              {data.bucketMs > 0 ? say('reduced', { length: duration(data.bucketMs) }) : say('raw')}{' '}
              {say('hint')}
            </span>
          </Group>
          <NumbersTable data={data} cursorMs={cursorMs} onRemove={(key) => setKeys(toggled(keys, key))} />
        </div>
      )}
    </>
  )
}

const spanText = (ms: number): string => (ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`)

/** What can be charted; asked again whenever the set of devices changes. */
function useCatalog(): { readonly catalog: SeriesCatalog | null; readonly trouble: string | null } {
  const order = useStatus((status) => status.order)
  const [catalog, setCatalog] = useState<SeriesCatalog | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    if (order.length === 0) return undefined
    let isWanted = true
    const load = async (): Promise<void> => {
      try {
        const answer = await gateway.call('seriesCatalog', {})
        if (!isWanted) return
        setCatalog(answer)
        setTrouble(null)
      } catch (error) {
        if (isWanted) setTrouble(error instanceof Error ? error.message : String(error))
      }
    }
    void load()
    return () => {
      isWanted = false
    }
  }, [order])
  return { catalog, trouble }
}
