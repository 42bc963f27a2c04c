import { useEffect, useMemo, useState } from 'react'
import { assertNever } from '../../../../shared/assert-never.ts'
import type { ConfigDraft } from '../../../../shared/contract/config.ts'
import type { TestSubject, UnitTarget } from '../../../../shared/contract/tester.ts'
import { type Addressing, addressingOf } from '../../../../shared/model/address.ts'
import { useStatus } from '../../app/status-store.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useConnection, useTopic } from '../../ipc/hooks.ts'
import { emptyForm, formOfTarget, readTarget, type TargetField, type TargetForm } from './target.ts'
import { useTargetStore } from './target-store.ts'

/** What the tools are pointed at. */
export interface Subject {
  /** null: settings are typed. */
  readonly deviceId: string | null
  /** Of config.ini; null where settings are typed. */
  readonly section: string | null
  /** As the section counts its addresses. */
  readonly addressing: Addressing
  readonly form: TargetForm
  /** null: settings are missing or wrong, or not known yet. */
  readonly target: UnitTarget | null
  readonly wrong: ReadonlySet<TargetField>
  readonly testSubject: TestSubject | null
  /** Why the settings of the device are not known. */
  readonly failure: string | null
}

/** Of one unit of one section. */
interface Settings {
  readonly section: string
  readonly unitId: number
  readonly known:
    | { readonly kind: 'failed'; readonly message: string }
    | { readonly kind: 'ready'; readonly target: UnitTarget; readonly addressing: Addressing }
}

const nothing: ReadonlySet<TargetField> = new Set()

/** Somebody has to fill in something first; the settings of a device come by themselves. */
export const isUnfinished = ({ deviceId, target }: Subject): boolean => deviceId === null && target === null

export function useSubject(): Subject {
  const { chosen, form, profile } = useTargetStore()
  const deviceId = useStatus(({ order, devices }) => {
    switch (chosen.kind) {
      case 'unset':
        return order[0] ?? null
      case 'device':
        return devices.has(chosen.deviceId) ? chosen.deviceId : null
      case 'typed':
        return null
      default:
        return assertNever(chosen)
    }
  })
  const section = useStatus(({ devices }) =>
    deviceId === null ? null : (devices.get(deviceId)?.section ?? null),
  )
  const unitId = useStatus(({ devices }) =>
    deviceId === null ? null : (devices.get(deviceId)?.unitId ?? null),
  )
  const settings = useSettings(section, unitId)
  return useMemo(() => {
    if (deviceId === null) {
      const { target, wrong } = readTarget(form)
      const testSubject: TestSubject | null = target === null ? null : { kind: 'typed', target, profile }
      return { deviceId, section, addressing: 'auto', form, target, wrong, testSubject, failure: null }
    }
    const known =
      settings?.section === section && settings.unitId === unitId
        ? settings.known
        : ({ kind: 'loading' } as const)
    return {
      deviceId,
      section,
      addressing: known.kind === 'ready' ? known.addressing : 'auto',
      form: known.kind === 'ready' ? formOfTarget(known.target) : emptyForm,
      target: known.kind === 'ready' ? known.target : null,
      wrong: nothing,
      testSubject: { kind: 'device', deviceId },
      failure: known.kind === 'failed' ? known.message : null,
    }
  }, [deviceId, section, unitId, form, profile, settings])
}

/** The settings that hold for a section of config.ini; asked for again when the file changes, and once a lost connection is back. null: not known yet */
function useSettings(section: string | null, unitId: number | null): Settings | null {
  const [settings, setSettings] = useState<Settings | null>(null)
  const config = useTopic('config', {})
  const revision = config.kind === 'ready' ? config.data.revision : null
  const isConnected = useConnection().kind === 'open'
  useEffect(() => {
    if (section === null || unitId === null || !isConnected) return
    let isWanted = true
    async function load(name: string, unit: number): Promise<void> {
      const known = await settingsOf(name, unit)
      if (isWanted) setSettings({ section: name, unitId: unit, known })
    }
    void load(section, unitId)
    return () => {
      isWanted = false
    }
    // Another revision may say something else.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [section, unitId, revision, isConnected])
  return settings
}

async function settingsOf(section: string, unitId: number): Promise<Settings['known']> {
  try {
    const draft = await gateway.call('configDraft', { revision: null, edits: [], open: [section] })
    const reached = draft.opened.find((opened) => opened.section === section)?.reached ?? null
    if (reached === null) return { kind: 'failed', message: faultOf(section, draft.findings) }
    const keys = draft.sections.find(({ name }) => name === section)?.keys
    const addressing = addressingOf(keys?.find(({ key }) => key === 'addressing')?.effective)
    return { kind: 'ready', target: { ...reached, unitId }, addressing }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

/** The file has been changed since to one that cannot be applied. */
function faultOf(section: string, findings: ConfigDraft['findings']): string {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const fault = errors.find((each) => each.section === section) ?? errors[0]
  return fault?.message ?? `config.ini has no section [${section}] any more`
}
