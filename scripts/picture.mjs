// `npm run picture`: the pictures of the README, made from the running app. The same scenario at the same instant every
// time: one ACK lost, the message sent again, the effect there twice.
import { mkdirSync, statSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { build, preview } from 'vite'
import { launch } from './chromium.mjs'

const telling = 'v=1&mode=at-least-once&faults=drop:a1.1,drop:m2.1&t=4190'
const mostKb = 220

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const outDir = 'node_modules/.cache/picture' // not dist/, which a test may be serving
await build({ logLevel: 'error', build: { outDir, emptyOutDir: true } })
const server = await preview({
  configFile: false,
  base: './',
  logLevel: 'error',
  build: { outDir },
  preview: { host: '127.0.0.1', port: 4197 },
})
const browser = await chromium.launch(launch)
try {
  mkdirSync('docs/pictures', { recursive: true })
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme })
    await page.goto(`${server.resolvedUrls?.local[0]}#${telling}`)
    await page.getByRole('toolbar', { name: 'Playback' }).waitFor()
    // The badges come after the diagram.
    await page.getByText('can duplicate', { exact: true }).waitFor()
    await page.evaluate(() => document.fonts.ready)
    const path = `docs/pictures/lab-${theme}.png`
    await page.screenshot({ path, animations: 'disabled' })
    const kb = statSync(path).size / 1000
    console.log(`${path}: ${kb.toFixed(0)} kB`)
    if (kb > mostKb) throw new Error(`${path} is over ${mostKb} kB: choose an emptier moment`)
  }
} finally {
  await browser.close()
  await server.close()
}
