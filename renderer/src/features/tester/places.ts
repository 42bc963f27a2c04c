export const tabs = ['test', 'probe', 'scan', 'traffic', 'api'] as const
export type Tab = (typeof tabs)[number]

export interface TesterPlace {
  readonly tab: Tab
  /** What is to be tested, by `#/tester/test?device=ID`. */
  readonly deviceId: string | null
}

/** @param detail of the address, decoded: `test?device=SUPPLY` */
export function testerPlaceOf(detail: string | null): TesterPlace {
  const [, name = '', deviceId] = /^([^?]*)(?:\?device=(.*))?$/s.exec(detail ?? '') ?? []
  return {
    tab: tabs.find((tab) => tab === name) ?? 'test',
    deviceId: deviceId === undefined || deviceId === '' ? null : deviceId,
  }
}
