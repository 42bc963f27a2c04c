import {
  IconAlertOctagon,
  IconChartArrows,
  IconCloudOff,
  IconDatabaseExclamation,
  IconDatabaseX,
  IconFileAlert,
  IconHourglass,
  IconMailX,
  IconNumbers,
  IconPlugConnectedX,
  IconShieldX,
  IconTrashX,
  type TablerIcon,
} from '@tabler/icons-react'
import type { AlertRow } from '../../../../shared/contract/alerts.ts'
import type { Place } from '../../app/navigation.ts'

export type AlertKind = AlertRow['kind']

export const iconOf: Readonly<Record<AlertKind, TablerIcon>> = {
  'device-offline': IconPlugConnectedX,
  'value-out-of-range': IconAlertOctagon,
  'registers-refused': IconNumbers,
  'schedule-overrun': IconHourglass,
  'api-refusing': IconShieldX,
  'api-unreachable': IconCloudOff,
  'dead-letters': IconMailX,
  'queue-growing': IconChartArrows,
  'readings-lost': IconTrashX,
  disk: IconDatabaseExclamation,
  'journal-replaced': IconDatabaseX,
  'config-invalid': IconFileAlert,
}

/** These tell of something past: acknowledging ends them. */
export const endsWhenAcknowledged = (kind: AlertKind): boolean =>
  kind === 'dead-letters' || kind === 'readings-lost' || kind === 'journal-replaced'

/** The subject of these is a device. */
export const isAboutDevice = (kind: AlertKind): boolean =>
  kind === 'device-offline' ||
  kind === 'value-out-of-range' ||
  kind === 'registers-refused' ||
  kind === 'schedule-overrun'

/** Where something can be done about it. */
export function placeOfAlert({ kind, subject }: Pick<AlertRow, 'kind' | 'subject'>): Place {
  switch (kind) {
    case 'device-offline':
    case 'value-out-of-range':
    case 'registers-refused':
    case 'schedule-overrun':
      return { page: 'devices', detail: subject === null ? null : sectionOf(subject) }
    case 'config-invalid':
      return { page: 'devices', detail: null }
    case 'api-refusing':
    case 'disk':
      return { page: 'settings', detail: null }
    case 'api-unreachable':
    case 'dead-letters':
    case 'queue-growing':
    case 'readings-lost':
    case 'journal-replaced':
      return { page: 'queue', detail: null }
  }
}

/** `SUPPLY/11` is unit 11 of the section SUPPLY. */
const sectionOf = (deviceId: string): string => deviceId.replace(/\/\d+$/, '')
