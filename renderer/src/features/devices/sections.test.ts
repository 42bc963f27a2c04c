import { describe, expect, it } from 'vitest'
import type { SectionView } from '../../../../shared/contract/config.ts'
import { matching, movedEdit } from './sections.ts'

const section = (name: string, endpoint: string): SectionView => ({
  name,
  line: 1,
  deviceIds: [],
  enabled: true,
  title: `Meter ${name}`,
  protocol: 'TCP',
  endpoint,
  unitIds: '1',
  registerCount: 1,
  keys: [],
  unknownKeys: [],
})
const sections = [section('A', '10.0.0.1:502'), section('B', '10.0.0.2:502'), section('C', 'plc')]

describe('the table of sections', () => {
  it('is narrowed by every word of the filter', () => {
    const names = (text: string) => matching(sections, text).map(({ name }) => name)
    expect(names('tcp 10.0')).toEqual(['A', 'B'])
    expect(names(' METER plc ')).toEqual(['C'])
    expect(names('')).toEqual(['A', 'B', 'C'])
  })

  it('moves a section one place, and not beyond the ends', () => {
    expect(movedEdit({ sections }, 'B', -1)).toMatchObject({ before: 'A' })
    expect(movedEdit({ sections }, 'A', 1)).toMatchObject({ before: 'C' })
    expect(movedEdit({ sections }, 'B', 1)).toMatchObject({ before: null })
    expect(movedEdit({ sections }, 'A', -1)).toBeNull()
    expect(movedEdit({ sections }, 'C', 1)).toBeNull()
  })
})
