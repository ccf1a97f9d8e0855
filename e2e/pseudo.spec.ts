import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from 'playwright/test'
import { build, type PreviewServer, preview } from 'vite'
import { broken } from './invariants.ts'
import { canonical, frames, navigate } from './lab.ts'
import { views } from './views.ts'

/** A build of its own, in which every word is two fifths longer. */
const root = fileURLToPath(new URL('..', import.meta.url))
const outDir = 'node_modules/.cache/pseudo'
const port = Number(process.env.PREVIEW_PORT ?? 4173) + 60
let server: PreviewServer

test.describe.configure({ timeout: 120_000 })
test.beforeAll(async () => {
  await build({ root, mode: 'en-XA', logLevel: 'error', build: { outDir, emptyOutDir: true } })
  server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { host: '127.0.0.1', port } })
})
test.afterAll(() => server.close())

/**
 * The views whose address is a hash, so that one page can show all of them. A three-digit message beside the receiver, and
 * what happens to a key under the flag of the now-line, have no room for two fifths more.
 */
const full = ['lab', 'lab, thousands of events']
const inOnePage = [
  { at: `#v=1&mode=effectively-once&${canonical}&t=9000`, there: '.diagram svg' },
  ...Object.entries(views).flatMap(([name, view]) => (view.at.startsWith('#') && !full.includes(name) ? [view] : [])),
]

/** By their English names the invariants cannot find the still controls of the packets. */
const found = async (page: Page) => (await broken(page)).filter((line) => !/still control/.test(line))

test('with words two fifths longer every view of the course fits a desktop, a projector and two phones', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`http://127.0.0.1:${port}/#v=1&t=0`)
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
    [320, 640],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const { at, there } of inOnePage) {
      await navigate(page, at.slice(1))
      await expect(page.locator(there).first()).toBeVisible()
      await frames(page, 4)
      expect.soft(await found(page), `${at} at ${width}`).toEqual([])
    }
  }
  await expect(page.locator('body')).toContainText('Ťĥéé')
  // Read from the right: the page is mirrored, the picture is not.
  for (const { at, there } of inOnePage.filter((view) => /course|done|compare/.test(view.at))) {
    await navigate(page, at.slice(1))
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    await expect(page.locator(there).first()).toBeVisible()
    await frames(page, 4)
    expect.soft(await found(page), `${at} from the right`).toEqual([])
  }
})
