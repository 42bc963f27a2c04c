import { VisuallyHidden } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { SectionView } from '../../../../shared/contract/config.ts'
import type { FindingCounts } from './findings.ts'
import { SectionRow, type SectionAction } from './section-row.tsx'
import { useWords } from './words.ts'

const rowHeight = 44

/** The sections of config.ini, one line each; only the lines in view are made. */
export function SectionsTable(props: {
  readonly sections: readonly SectionView[]
  readonly counts: ReadonlyMap<string, FindingCounts>
  /** Nothing can be changed. */
  readonly isLocked: boolean
  readonly onAction: (section: SectionView, action: SectionAction) => void
}) {
  const { sections, counts, isLocked, onAction } = props
  const say = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  // Rows are made anew with each render, which is what it needs.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: sections.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  return (
    <div
      className="sections"
      ref={scroller}
      role="table"
      aria-label={say('title')}
      aria-rowcount={sections.length + 1}
    >
      <div role="rowgroup">
        <div className="sections-row sections-head" role="row" aria-rowindex={1}>
          <div role="columnheader">{say('enabled')}</div>
          <div role="columnheader">{say('device')}</div>
          <div role="columnheader">{say('protocol')}</div>
          <div role="columnheader">{say('endpoint')}</div>
          <div role="columnheader">{say('unitIds')}</div>
          <div role="columnheader" style={{ textAlign: 'right' }}>
            {say('registers')}
          </div>
          <div role="columnheader">{say('findings')}</div>
          <div role="columnheader">
            <VisuallyHidden>{say('actions')}</VisuallyHidden>
          </div>
        </div>
      </div>
      <div className="sections-body" role="rowgroup" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const section = sections[index]
          return section === undefined ? null : (
            <SectionRow
              key={section.name}
              section={section}
              counts={counts.get(section.name)}
              index={index}
              top={start}
              isLocked={isLocked}
              onAction={onAction}
            />
          )
        })}
      </div>
    </div>
  )
}
