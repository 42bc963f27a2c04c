import { type ComponentType, lazy, type LazyExoticComponent } from 'react'
import type { Page } from '../app/navigation.ts'

/** A page is fetched when it is opened first. */
const page = <K extends string>(
  load: () => Promise<Record<K, ComponentType>>,
  name: K,
): LazyExoticComponent<ComponentType> => lazy(async () => ({ default: (await load())[name] }))

export const pageComponents: Readonly<Record<Page, LazyExoticComponent<ComponentType>>> = {
  overview: page(() => import('../features/overview/page.tsx'), 'OverviewPage'),
  devices: page(() => import('../features/devices/page.tsx'), 'DevicesPage'),
  live: page(() => import('../features/live/page.tsx'), 'LivePage'),
  tester: page(() => import('../features/tester/page.tsx'), 'TesterPage'),
  alerts: page(() => import('../features/alerts/page.tsx'), 'AlertsPage'),
  queue: page(() => import('../features/queue/page.tsx'), 'QueuePage'),
  logs: page(() => import('../features/logs/page.tsx'), 'LogsPage'),
  settings: page(() => import('../features/settings/page.tsx'), 'SettingsPage'),
}
