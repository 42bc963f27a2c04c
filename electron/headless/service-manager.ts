import { spawn } from 'node:child_process'

/** What started the process and watches it: systemd, with `Type=notify`. */
export interface ServiceManager {
  /** It collects. From now on the manager hears at half of its patience that the program lives, while `isAlive` says so. */
  ready(isAlive: () => boolean): void
  stopping(): void
}

type Environment = Readonly<Record<string, string | undefined>>

const nobody: ServiceManager = { ready: () => {}, stopping: () => {} }

/**
 * Node has no datagram sockets of the file system, over which systemd listens: `systemd-notify`, a part of it, speaks for
 * us (the unit needs `NotifyAccess=all`). A loop of events that hangs sends nothing, and the manager starts anew.
 *
 * @param onTrouble told once, when the manager cannot be reached
 */
export function serviceManager(env: Environment, onTrouble: (sentence: string) => void): ServiceManager {
  if ((env['NOTIFY_SOCKET'] ?? '') === '') return nobody
  let timer: NodeJS.Timeout | undefined
  let isTold = false

  const say = (...assignments: readonly string[]): void => {
    const child = spawn('systemd-notify', assignments, { stdio: 'ignore', env: { ...env } })
    const trouble = (reason: string): void => {
      if (isTold) return
      isTold = true
      onTrouble(`systemd was not told ${assignments.join(' ')}: ${reason}`)
    }
    child.once('error', ({ message }) => trouble(message))
    child.once('exit', (code) => {
      if (code !== 0) trouble(`systemd-notify ended with ${code}`)
    })
    child.unref()
  }

  return {
    ready(isAlive) {
      say('READY=1')
      const patienceMs = watchdogMs(env)
      if (patienceMs === null) return
      timer = setInterval(() => {
        if (isAlive()) say('WATCHDOG=1')
      }, patienceMs / 2)
      timer.unref()
    },
    stopping() {
      clearInterval(timer)
      say('STOPPING=1')
    },
  }
}

/** null where nobody watches, or another process is watched (sd_watchdog_enabled(3)). */
function watchdogMs({ WATCHDOG_USEC: microseconds, WATCHDOG_PID: pid }: Environment): number | null {
  if (pid !== undefined && pid !== String(process.pid)) return null
  const ms = Number(microseconds) / 1_000
  return Number.isFinite(ms) && ms > 0 ? ms : null
}
