import type { Totals } from '../../../../shared/contract/status.ts'
import { useLanguage } from '../../app/texts.ts'
import { count, duration } from '../../ui/format.ts'
import './overview.css'
import { useOverviewWords } from './words.ts'

/** The gateway's figures in one line. */
export function TotalsStrip({ totals }: { readonly totals: Totals }) {
  const say = useOverviewWords()
  const language = useLanguage()
  const bad = totals.pointsPerMinute - totals.goodPointsPerMinute
  return (
    <dl className="overview-totals">
      <Figure name={say('readings')} value={count(totals.readingsPerMinute, language)} />
      <Figure
        name={say('points')}
        value={count(totals.pointsPerMinute, language)}
        note={bad > 0 ? `${count(bad, language)} ${say('bad')}` : null}
      />
      <Figure
        name={say('errors')}
        value={count(totals.errorsLastHour, language)}
        isAlarming={totals.errorsLastHour > 0}
      />
      <Figure
        name={say('skipped')}
        value={count(totals.skippedLastHour, language)}
        isAlarming={totals.skippedLastHour > 0}
      />
      <Figure name={say('lateness')} value={duration(totals.worstLatenessMs)} />
      {totals.lostTotal > 0 && (
        <Figure name={say('lost')} value={count(totals.lostTotal, language)} isAlarming />
      )}
    </dl>
  )
}

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly note?: string | null
  readonly isAlarming?: boolean
}

function Figure({ name, value, note = null, isAlarming = false }: FigureProps) {
  return (
    <div className="overview-figure">
      <dt className="quiet">{name}</dt>
      <dd className={isAlarming ? 'num warn' : 'num'}>
        {value}
        {note !== null && <span className="overview-note warn"> {note}</span>}
      </dd>
    </div>
  )
}
