import { expect, type Page, test } from 'playwright/test'
import { broken } from './invariants.ts'
import { button, canonical, frames, navigate, spaceText, stillness, violations } from './lab.ts'

test.describe.configure({ timeout: 90_000 })

/** The views of the course, each by its address and by something that is there once it is. */
const views = {
  course: '.course ol a',
  'lesson/offsets/predict': '.tutor .choice',
  'lesson/offsets/done': '.tutor .words',
  'worksheet/dedup': '.worksheet .drawing svg',
  'puzzle/wrong-and-sure': '.puzzle-card',
  puzzles: '.puzzles .entry',
  drill: '.drill .begin',
  table: '.reference article',
  glossary: '.glossary .entry',
  theory: '.reference .part',
} as const

/** Has every view looked at; `aid` is put on in the page once it is loaded. */
async function lookEverywhere(
  page: Page,
  find: () => Promise<string[]>,
  aid: () => Promise<void> = async () => {},
): Promise<void> {
  const look = async (what: string) => {
    await frames(page, 3)
    expect.soft(await find(), what).toEqual([])
  }
  await stillness(page)
  await page.goto(`./#v=1&page=compare&${canonical}&t=4300`)
  await expect(page.locator('.column .viewport').first()).toBeVisible()
  await aid()
  await look('compare')
  for (const [name, there] of Object.entries(views)) {
    await navigate(page, `v=1&page=${name}`)
    await expect(page.locator(there).first()).toBeVisible()
    await look(name)
  }
  await navigate(page, 'v=1&page=drill')
  await button(page, 'Start a round').click()
  for (let n = 0, seen = new Set<string>(); n < 12 && seen.size < 3; n++) {
    const kind = await page.locator('#card-title').innerText()
    if (!seen.has(kind)) await look(`drill: ${kind}`)
    seen.add(kind)
    await button(page, 'Skip this card').click()
  }
}

test('with the text spacing of WCAG 1.4.12 every view of the course fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const find = async () => (await broken(page)).filter((line) => !/ lies under /.test(line))
  await lookEverywhere(page, find, () => spaceText(page))
})

test('in forced colours axe finds nothing in any view of the course', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await lookEverywhere(page, () => violations(page))
})
