import { acquireLock, LockedError } from '../../electron/engine/store/lock.ts'

/** Process for tests: takes the lock of the directory that it is given, says so, and holds it until it is ended. */
try {
  acquireLock(process.argv[2] ?? '')
  console.log('held')
  process.stdin.resume()
} catch (error) {
  if (!(error instanceof LockedError)) throw error
  console.log(`locked by ${error.pid}`)
}
