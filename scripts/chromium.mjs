// Where a Chromium is, and how to start it. An .mjs file, because Node 20 runs no TypeScript and the scripts need it
// as much as playwright.config.ts does.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { chromium } from 'playwright'

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The one named by CHROMIUM_PATH, else Playwright's own download, else the system's.
 * @returns {string | undefined}
 */
export function chromiumPath() {
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...system]
  return candidates.find((path) => path !== undefined && existsSync(path))
}

const found = chromiumPath()

/** Options for chromium.launch(). Without a browser Playwright uses its default and prints how to install it. */
export const launch = {
  // Playwright's own download is started without a path, so that it may choose its headless build.
  ...(found && found !== chromium.executablePath() ? { executablePath: found } : {}),
  args: [
    // Chromium refuses to run sandboxed as root, which is who containers are.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    // A test talks to its own server only; without these Chromium also calls home.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
