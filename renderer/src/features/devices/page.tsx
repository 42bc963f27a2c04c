import { useEffect, useRef, useState } from 'react'
import { goTo, usePlace } from '../../app/navigation.ts'
import { SaveDialog, useSaveFlow } from '../../app/save-flow.tsx'
import { SaveNote } from '../../app/save-note.tsx'
import './devices.css'
import { type Draft, draftOf } from './draft.ts'
import { newPlace, textPlace } from './places.ts'
import type { Saving } from './saving.ts'
import { SectionPage } from './section-page.tsx'
import { SectionsPage } from './sections-page.tsx'
import { TextPage } from './text-page.tsx'

/** The editor of config.ini: its sections, one of them, or the text. */
export function DevicesPage() {
  const { detail } = usePlace()
  /** What a new section begins with; null: with nothing. */
  const [start, setStart] = useState<Draft | null>(null)
  const [round, setRound] = useState(0)
  const whenWritten = useRef<(() => void) | null>(null)
  /** Where what came of the last save belongs. */
  const notePlace = useRef(location.hash)
  const flow = useSaveFlow(() => {
    whenWritten.current?.()
    whenWritten.current = null
    notePlace.current = location.hash
    setRound((known) => known + 1)
  })
  const saving: Saving = {
    review(request, diff, then) {
      whenWritten.current = then
      flow.review(request, diff)
    },
    propose(request) {
      whenWritten.current = null
      void flow.propose(request)
    },
    atOnce(request) {
      whenWritten.current = null
      void flow.saveAtOnce(request)
    },
  }
  const { close } = flow
  useEffect(() => {
    if (notePlace.current === location.hash) return
    notePlace.current = location.hash
    close()
    // Once for each place.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [detail])
  const common = { round, saving }
  return (
    <div className={detail === null || detail === textPlace ? 'devices devices-fit' : 'devices'}>
      <SaveNote
        flow={flow}
        onReload={() => {
          whenWritten.current = null
          setRound((known) => known + 1)
        }}
      />
      <SaveDialog flow={flow} />
      {detail === null ? (
        <SectionsPage
          {...common}
          onAdd={(draft) => {
            setStart(draft)
            goTo('devices', newPlace)
          }}
        />
      ) : detail === textPlace ? (
        <TextPage {...common} />
      ) : (
        <SectionPage key={detail} {...common} start={detail === newPlace ? start : draftOf(detail)} />
      )}
    </div>
  )
}
