import { describe, expect, it } from 'vitest'
import { deniedWords, type PortAccess } from './port-access.ts'

const port: PortAccess = { group: 'dialout', isOpenToGroup: true, user: 'maria', isMember: false }

describe('a serial port that is denied', () => {
  it.each([
    [
      'to somebody who is not in its group',
      port,
      'sudo usermod -a -G dialout maria, then log out and in again',
    ],
    ['on Arch Linux', { ...port, group: 'uucp' }, 'sudo usermod -a -G uucp maria,'],
    [
      'in a session older than the membership',
      { ...port, isMember: true },
      'maria is in the group dialout, but was not',
    ],
    ['to everybody but root', { ...port, isOpenToGroup: false }, 'with a udev rule'],
    ['where nothing is known of it', null, 'check who may use the port'],
  ])('%s says what to do', (_where, access, words) => {
    expect(deniedWords(access)).toContain(words)
  })
})
