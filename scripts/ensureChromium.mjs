// Makes sure there is a Chromium for the browser tests, and letters for it to draw with. Does nothing if both are here.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromiumPath } from './chromium.mjs'

const debian = existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
const root = process.getuid?.() === 0
const sudo = !root && debian && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
const mayInstall = debian && (root || sudo)
// Not by npx: a time limit would end npx and leave the download running.
const playwrightCli = fileURLToPath(new URL('../node_modules/playwright/cli.js', import.meta.url))

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function run(command, args, options) {
  console.log(`> ${[command, ...args].join(' ')}`)
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options }).status === 0
}

/** @param {string[]} args */
function apt(...args) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=60', ...args]
  return sudo ? run('sudo', ['-n', ...command]) : run('env', command.slice(1))
}

/** @param {string[]} packages */
const aptInstall = (...packages) =>
  apt('-qq', 'update') && apt('-qq', 'install', '-y', '--no-install-recommends', ...packages)

/** @param {string[]} args @param {import('node:child_process').SpawnSyncOptions} [options] */
const playwright = (args, options) => run(process.execPath, [playwrightCli, ...args], options)

if (!chromiumPath()) {
  console.log('No Chromium found; trying to install one.')
  // The download goes alone under the time limit: a closed network may hang it, and `--with-deps` would have
  // apt-get killed half-way.
  if (playwright(['install', 'chromium'], { timeout: 120_000, killSignal: 'SIGKILL' }) && mayInstall) {
    playwright(['install-deps', 'chromium'])
  }
}
if (!chromiumPath() && mayInstall) aptInstall('chromium', 'fonts-dejavu-core')

// Without a font Chromium draws boxes: layout tests and screenshots would mean nothing.
if (mayInstall && !existsSync('/usr/share/fonts/truetype')) aptInstall('fonts-dejavu-core')

const path = chromiumPath()
if (path) {
  console.log(`Chromium: ${path}`)
} else {
  console.error(
    'No Chromium for the browser tests. Do one of these:\n' +
      '  npx playwright install --with-deps chromium      (downloads it)\n' +
      '  sudo apt-get install chromium                    (Debian and its relatives)\n' +
      '  CHROMIUM_PATH=/path/to/a/chromium npm test       (one that you have)',
  )
  process.exitCode = 1
}
