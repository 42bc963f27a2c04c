import { assertNever } from '../../../shared/assert-never.ts'
import type { DeviceState, LinkState, LogLevel, UploadState } from '../../../shared/model/index.ts'

/** An event about a state: in trouble or not. */
export interface Topic {
  readonly key: string
  readonly logger: string
  /** null: all is well. */
  readonly trouble: { readonly level: LogLevel; readonly text: string; readonly message: string } | null
  /** Said when trouble ends, before how long it took. */
  readonly recovered: string
}

export function deviceTopic(deviceId: string, state: DeviceState): Topic | null {
  const topic = { key: `device:${deviceId}`, logger: 'collect', recovered: `${deviceId} answers again` }
  switch (state.kind) {
    case 'backoff':
      return {
        ...topic,
        trouble: {
          level: 'WARNING',
          text: 'offline',
          message: `${deviceId} does not answer: ${state.reason}; it is tried again with growing pauses`,
        },
      }
    // Bad values are in the readings, and as alerts where somebody has set limits.
    case 'degraded':
    case 'good':
    case 'disabled':
      return { ...topic, trouble: null }
    case 'connecting':
      return null
    default:
      return assertNever(state)
  }
}

export function linkTopic(linkId: string, state: LinkState): Topic | null {
  const topic = { key: `link:${linkId}`, logger: 'link', recovered: `${linkId} is connected again` }
  switch (state.kind) {
    case 'backoff':
      return {
        ...topic,
        trouble: {
          level: 'WARNING',
          text: state.reason,
          // The reason begins with the endpoint.
          message: `no connection: ${state.reason}`,
        },
      }
    case 'open':
      return { ...topic, trouble: null }
    case 'closed':
    case 'connecting':
      return null
    default:
      return assertNever(state)
  }
}

export function uploadTopic(state: UploadState): Topic | null {
  const topic = { key: 'upload', logger: 'upload', recovered: 'the API takes readings again' }
  switch (state.kind) {
    case 'backoff':
      return {
        ...topic,
        trouble: {
          level: 'WARNING',
          text: 'unreachable',
          message: `upload failed: ${state.reason}; readings stay in the journal and are sent again`,
        },
      }
    case 'refused':
      return {
        ...topic,
        trouble: {
          level: 'ERROR',
          text: `refused ${state.status}`,
          message: `the API refuses (HTTP ${state.status}): ${state.reason}; check api_token, api_url and api_path, readings stay in the journal`,
        },
      }
    case 'idle':
      return { ...topic, trouble: null }
    case 'off':
    case 'sending':
      return null
    default:
      return assertNever(state)
  }
}
