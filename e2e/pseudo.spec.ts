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

/**
 * The views by what is in the address and what is there then. Not among them, for they do not bear it yet: the labels in
 * the diagram's margins, which have a fixed room, and with them the comparison; on a phone an answered lesson and theory.
 */
const everywhere: readonly (readonly [string, string])[] = [
  ['page=course', '.course ol a'],
  ['page=lesson/dedup', '.tutor .primary'],
  ['page=lesson/dedup/predict', '.tutor .choice'],
  ['page=puzzle/wrong-and-sure', '.puzzle-card'],
  ['page=puzzles', '.puzzles .entry'],
  ['page=drill', '.drill .begin'],
  ['page=table', '.reference article'],
  ['page=glossary', '.glossary .entry'],
]
const wide: typeof everywhere = [
  [`mode=effectively-once&${canonical}&t=9000`, '.diagram svg'],
  ['page=lesson/dedup/done', '.tutor .words'],
  ['page=theory', '.reference .part'],
]

/** By their English names the invariants cannot find the still controls of the packets. */
const found = async (page: Page) =>
  (await broken(page)).filter((line) => !/still control| lies under .*(tutor|story)/.test(line))

test('with words two fifths longer the views of the course fit a desktop and two phones', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`http://127.0.0.1:${port}/#v=1&t=0`)
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
    [320, 640],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const [address, there] of width < 900 ? everywhere : [...everywhere, ...wide]) {
      await navigate(page, `v=1&${address}`)
      await expect(page.locator(there).first()).toBeVisible()
      await frames(page, 4)
      expect.soft(await found(page), `${address} at ${width}`).toEqual([])
    }
  }
  await expect(page.locator('body')).toContainText('Ťĥéé')
  // From right to left as well; the picture keeps its sides.
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  for (const [width, height, views] of [
    [390, 844, everywhere.slice(0, 4)],
    [1440, 900, [...wide, ...everywhere.slice(0, 4)]],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const [address, there] of views) {
      await navigate(page, `v=1&${address}`)
      await expect(page.locator(there).first()).toBeVisible()
      await frames(page, 4)
      expect.soft(await found(page), `${address} at ${width}, from right to left`).toEqual([])
    }
  }
})
