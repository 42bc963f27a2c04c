import './tester.css'
import { Tabs } from '@mantine/core'
import { useEffect } from 'react'
import { addressOf, goTo, usePlace } from '../../app/navigation.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { ApiTab } from './api-tab.tsx'
import { type Tab, tabs, testerPlaceOf } from './places.ts'
import { ProbeTab } from './probe-tab.tsx'
import { ScanTab } from './scan-tab.tsx'
import { TargetPanel } from './target-panel.tsx'
import { useTargetStore } from './target-store.ts'
import { TestTab } from './test-tab.tsx'
import { TrafficTab } from './traffic-tab.tsx'
import { type Subject, useSubject } from './use-subject.ts'
import { useTesterWords } from './words.ts'

/** What a technician does on the first day: is the meter there, what does it say, what does it mean. */
export function TesterPage() {
  const say = useTesterWords()
  const word = useCommonWords()
  const { detail } = usePlace()
  const { tab, deviceId } = testerPlaceOf(detail)
  const choose = useTargetStore((target) => target.choose)
  useEffect(() => {
    if (deviceId === null) return
    choose({ kind: 'device', deviceId })
    // It has been taken over: the address must not overrule what is chosen next.
    location.replace(addressOf({ page: 'tester', detail: tab }))
  }, [deviceId, tab, choose])
  const subject = useSubject()
  return (
    <div className="tester">
      <PageHeader title={word('tester')} />
      <Tabs value={tab} onChange={(next) => goTo('tester', next)} keepMounted={false} className="tester-tabs">
        <Tabs.List aria-label={say('tools')}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {say(each)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className="tester-panel">
          <Tool tab={tab} subject={subject} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

function Tool({ tab, subject }: { readonly tab: Tab; readonly subject: Subject }) {
  switch (tab) {
    case 'test':
      return (
        <>
          <TargetPanel subject={subject} needs="test" />
          <TestTab subject={subject} />
        </>
      )
    case 'probe':
      return (
        <>
          <TargetPanel subject={subject} needs="unit" />
          <ProbeTab subject={subject} />
        </>
      )
    case 'scan':
      return (
        <>
          <TargetPanel subject={subject} needs="unit" />
          <ScanTab subject={subject} />
        </>
      )
    case 'traffic':
      return <TrafficTab />
    case 'api':
      return <ApiTab />
  }
}
