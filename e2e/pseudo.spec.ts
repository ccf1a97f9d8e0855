import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from 'playwright/test'
import { build, type PreviewServer, preview } from 'vite'
import { broken } from './invariants.ts'
import { canonical, frames, navigate } from './lab.ts'

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

/** The views by what is in the address and what is there then. */
const views: readonly (readonly [string, string])[] = [
  ['page=course', '.course ol a'],
  ['page=lesson/dedup', '.tutor .primary'],
  ['page=lesson/dedup/predict', '.tutor .choice'],
  ['page=lesson/ack-of-ack/done', '.tutor .words'],
  ['page=puzzle/wrong-and-sure', '.puzzle-card'],
  ['page=puzzles', '.puzzles .entry'],
  ['page=drill', '.drill .begin'],
  [`page=compare&${canonical}&t=9000`, '.column .diagram svg'],
  [`mode=effectively-once&${canonical}&t=9000`, '.diagram svg'],
  ['page=worksheet/dedup', '.worksheet .drawing svg'],
  ['page=table', '.reference article'],
  ['page=glossary', '.glossary .entry'],
  ['page=theory', '.reference .part'],
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
    for (const [address, there] of views) {
      await navigate(page, `v=1&${address}`)
      await expect(page.locator(there).first()).toBeVisible()
      await frames(page, 4)
      expect.soft(await found(page), `${address} at ${width}`).toEqual([])
    }
  }
  await expect(page.locator('body')).toContainText('Ťĥéé')
  // Read from the right: the page is mirrored, the picture is not.
  for (const [address, there] of views.filter(([name]) => /course|done|compare/.test(name))) {
    await navigate(page, `v=1&${address}`)
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    await expect(page.locator(there).first()).toBeVisible()
    await frames(page, 4)
    expect.soft(await found(page), `${address} from the right`).toEqual([])
  }
})
