import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'

/** Who may open a serial port, and who wants to. */
export interface PortAccess {
  /** Of the device file: its name, or its number where the system has none for it. */
  readonly group: string
  /** The group may read and write; false where the port is root's alone. */
  readonly isOpenToGroup: boolean
  readonly user: string
  /** By the system's list; a session that began before has to begin anew. */
  readonly isMember: boolean
}

/** Words for a port that was denied: what stands in the way, and the command that changes it. Linux. */
export function deniedWords(access: PortAccess | null): string {
  if (access === null) return 'permission denied: check who may use the port'
  const { group, isOpenToGroup, user, isMember } = access
  if (!isOpenToGroup) {
    return `permission denied: it is open to its owner alone: give it to a group, dialout or uucp, with a udev rule`
  }
  if (isMember) {
    return `permission denied: ${user} is in the group ${group}, but was not when this session began: log out and in again, or start the service again`
  }
  return `permission denied: it belongs to the group ${group}: sudo usermod -a -G ${group} ${user}, then log out and in again`
}

const groupReadsAndWrites = 0o060

/** null where there is nothing to be learnt: no such file, another system. */
export function portAccess(path: string): PortAccess | null {
  if (process.platform !== 'linux') return null
  try {
    const { gid, mode } = statSync(path)
    const user = userInfo().username
    const entry = groupEntry(readFileSync('/etc/group', 'utf8'), gid)
    return {
      group: entry?.name ?? String(gid),
      isOpenToGroup: (mode & groupReadsAndWrites) === groupReadsAndWrites,
      user,
      isMember: entry?.members.includes(user) ?? false,
    }
  } catch {
    return null
  }
}

/** One line of /etc/group: `name:password:number:member,member`. */
function groupEntry(
  text: string,
  gid: number,
): { readonly name: string; readonly members: readonly string[] } | null {
  for (const line of text.split('\n')) {
    const [name = '', , number, members = ''] = line.split(':')
    if (number === String(gid)) return { name, members: members.split(',') }
  }
  return null
}
