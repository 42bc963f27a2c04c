/**
 * `npm run package`: builds the app and packs it for this system, into dist/. Electron and the makers of installers are
 * fetched by electron-builder. Arguments go to it: `npm run package -- --dir`, `npm run package -- --linux deb --x64`.
 */
import { join } from 'node:path'
import { electronVite, fail, root, runToTheEnd, step } from './electron-binary.ts'

const electronBuilder = join(root, 'node_modules', 'electron-builder', 'cli.js')

/** A Debian package names a page about it: that of the repository which builds it, else none. */
function homepage(): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
  return server === undefined || repository === undefined ? 'about:blank' : `${server}/${repository}`
}

/** The native library is chosen by the system that packs (`${platform}` in electron-builder.yml). */
const optionOfSystem: Readonly<Record<string, RegExp>> = {
  win32: /^(?:--win|--windows|-w)$/,
  darwin: /^(?:--mac|--macos|-m|-o)$/,
  linux: /^(?:--linux|-l)$/,
}
const args = process.argv.slice(2)
const isForAnother = args.some((arg) =>
  Object.entries(optionOfSystem).some(([system, option]) => system !== process.platform && option.test(arg)),
)
if (isForAnother) fail(`Packages are built on the system that they are for; this is ${process.platform}.`)

if (!step([electronVite, 'build', '--logLevel', 'warn'])) fail('The desktop app could not be built.')
const howToGoOn = `
The packages could not be made (the reason is above). electron-builder fetches Electron and the makers of installers:
  - Behind a proxy:        set HTTPS_PROXY, then try again
  - With a mirror:         set ELECTRON_MIRROR to its URL, then try again
  - Electron lies here:    npm run package -- --dir -c.electronDist=FOLDER   needs nothing else
`
runToTheEnd(
  [electronBuilder, '--publish', 'never', `-c.extraMetadata.homepage=${homepage()}`, ...args],
  howToGoOn,
)
