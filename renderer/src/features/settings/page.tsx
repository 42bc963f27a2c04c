import { Tabs } from '@mantine/core'
import { goTo, usePlace } from '../../app/navigation.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { AboutTab } from './about-tab.tsx'
import { AppTab } from './app-tab.tsx'
import { GatewayTab } from './gateway-tab.tsx'
import { useSettingsWords } from './words.ts'
import './settings.css'

const tabs = ['gateway', 'app', 'about'] as const
type Tab = (typeof tabs)[number]

export function SettingsPage() {
  const say = useSettingsWords()
  const { detail } = usePlace()
  const shown: Tab = tabs.find((tab) => tab === detail) ?? 'gateway'
  return (
    <>
      <PageHeader title={say('title')} />
      <Tabs value={shown} onChange={(tab) => goTo('settings', tab)} className="settings-tabs">
        <Tabs.List aria-label={say('sections')}>
          <Tabs.Tab value="gateway">{say('tabGateway')}</Tabs.Tab>
          <Tabs.Tab value="app">{say('tabApp')}</Tabs.Tab>
          <Tabs.Tab value="about">{say('tabAbout')}</Tabs.Tab>
        </Tabs.List>
        {/* What was typed stays while another tab is looked at. */}
        <Tabs.Panel value="gateway">
          <GatewayTab />
        </Tabs.Panel>
        <Tabs.Panel value="app">{shown === 'app' && <AppTab />}</Tabs.Panel>
        <Tabs.Panel value="about">{shown === 'about' && <AboutTab />}</Tabs.Panel>
      </Tabs>
    </>
  )
}
