/**
 * `npm start`: builds the desktop app and runs it. Arguments go to the app: `npm start -- --config plant.ini`,
 * `npm start -- --headless --serve 8080`.
 */
import {
  electronCli,
  electronVite,
  fail,
  provideElectron,
  root,
  runToTheEnd,
  step,
} from './electron-binary.ts'

if (!step([electronVite, 'build', '--logLevel', 'warn'])) fail('The desktop app could not be built.')
provideElectron()
runToTheEnd([electronCli, root, ...process.argv.slice(2)])
