import { useEffect, useRef, useState } from 'react'
import { useHandover } from '../../app/device-handover.ts'
import { goTo, newDevicePlace, usePlace } from '../../app/navigation.ts'
import { SaveDialog, useSaveFlow } from '../../app/save-flow.tsx'
import { SaveNote } from '../../app/save-note.tsx'
import './devices.css'
import { draftOf } from './draft.ts'
import { textPlace } from './places.ts'
import type { Saving } from './saving.ts'
import { SectionPage } from './section-page.tsx'
import { SectionsPage } from './sections-page.tsx'
import { placeOfStart, type Start } from './start.ts'
import { TextPage } from './text-page.tsx'

/** The editor of config.ini: its sections, one of them, or the text. */
export function DevicesPage() {
  const { detail } = usePlace()
  /** What the place begins with that is gone to, or looked at; null: with what is in the file. */
  const [start, setStart] = useState<Start | null>(() => ifAt(detail, useHandover.getState().given))
  useEffect(() => useHandover.getState().forget(), [])
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
    // Whoever comes back to a place begins anew.
    setStart((known) => ifAt(detail, known))
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
            setStart({ kind: 'draft', draft })
            goTo('devices', newDevicePlace)
          }}
        />
      ) : detail === textPlace ? (
        <TextPage {...common} />
      ) : (
        <SectionPage key={detail} {...common} start={startAt(detail, start)} />
      )}
    </div>
  )
}

const ifAt = (place: string | null, start: Start | null): Start | null =>
  start !== null && placeOfStart(start) === place ? start : null

const startAt = (place: string, start: Start | null): Start =>
  ifAt(place, start) ??
  (place === newDevicePlace ? { kind: 'blank' } : { kind: 'draft', draft: draftOf(place) })
