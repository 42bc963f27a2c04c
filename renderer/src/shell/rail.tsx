import { Badge, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconBell,
  IconChartLine,
  IconDatabaseExport,
  IconFileText,
  IconLayoutDashboard,
  IconPlugConnected,
  IconSettings,
  IconStethoscope,
} from '@tabler/icons-react'
import { useCommonWords } from '../app/common-words.ts'
import { addressOf, type Page, pages } from '../app/navigation.ts'
import { useStatus } from '../app/status-store.ts'
import { useFrameWords } from './words.ts'

const icons = {
  overview: IconLayoutDashboard,
  devices: IconPlugConnected,
  live: IconChartLine,
  tester: IconStethoscope,
  alerts: IconBell,
  queue: IconDatabaseExport,
  logs: IconFileText,
  settings: IconSettings,
} as const satisfies Record<Page, unknown>

/** The pages; under 1100 px their icons alone. */
export function Rail({ page }: { readonly page: Page }) {
  const say = useFrameWords()
  const word = useCommonWords()
  const isNarrow = useMediaQuery('(max-width: 1099px)')
  const unacknowledged = useStatus(({ totals }) => totals?.alertsUnacknowledged ?? 0)
  return (
    <nav className="frame-rail" aria-label={say('pages')}>
      {pages.map((each) => {
        const Icon = icons[each]
        const count = each === 'alerts' ? unacknowledged : 0
        return (
          <Tooltip
            key={each}
            label={word(each)}
            disabled={!isNarrow}
            position="right"
            events={{ hover: true, focus: true, touch: false }}
          >
            <a
              className="rail-link"
              href={addressOf({ page: each, detail: null })}
              aria-current={each === page ? 'page' : undefined}
            >
              <Icon size={19} stroke={1.6} aria-hidden />
              <span className="rail-word">{word(each)}</span>
              {count > 0 && (
                <Badge
                  className="rail-count"
                  size="xs"
                  circle={count < 10}
                  color="red"
                  aria-label={say('unacknowledged', { count })}
                >
                  {count > 99 ? '99+' : count}
                </Badge>
              )}
            </a>
          </Tooltip>
        )
      })}
    </nav>
  )
}
