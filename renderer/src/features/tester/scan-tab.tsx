import { SegmentedControl } from '@mantine/core'
import { ScanRegisters } from './scan-registers.tsx'
import { ScanSerial } from './scan-serial.tsx'
import { ScanSunSpec } from './scan-sunspec.tsx'
import { ScanUnits } from './scan-units.tsx'
import { useScanWords } from './scan-words.ts'
import { type ScanKind, scanKinds, useTools } from './tool-store.ts'
import type { Subject } from './use-subject.ts'
import './scan.css'

/** What is there, where nothing is known yet. */
export function ScanTab({ subject }: { readonly subject: Subject }) {
  const say = useScanWords()
  const scan = useTools((tools) => tools.scan)
  const change = useTools((tools) => tools.change)
  return (
    <>
      <SegmentedControl
        aria-label={say('what')}
        className="scan-kinds"
        value={scan}
        data={scanKinds.map((kind) => ({ value: kind, label: say(kind) }))}
        onChange={(value) => change('scan', scanKinds.find((kind) => kind === value) ?? 'units')}
      />
      <Scan kind={scan} subject={subject} />
    </>
  )
}

function Scan({ kind, subject }: { readonly kind: ScanKind; readonly subject: Subject }) {
  switch (kind) {
    case 'units':
      return <ScanUnits subject={subject} />
    case 'registers':
      return <ScanRegisters subject={subject} />
    case 'serial':
      return <ScanSerial subject={subject} />
    case 'sunspec':
      return <ScanSunSpec subject={subject} />
  }
}
