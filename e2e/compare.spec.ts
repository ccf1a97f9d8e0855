import { expect, type Locator, type Page, test } from 'playwright/test'
import { broken } from './invariants.ts'
import {
  aloud,
  button,
  canonical,
  clickMoving,
  frames,
  looks,
  middleOf,
  nowMs,
  open,
  radio,
  seek,
  setSpeed,
  toolbar,
  violations,
  wear,
} from './lab.ts'

test.describe.configure({ timeout: 60_000 })

const guarantees = ['At most once', 'At least once', 'Effectively once'] as const

const compare = (page: Page, link = 't=0'): Promise<void> => open(page, `page=compare&${link}`)
const column = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const figure = (page: Page, name: string, term: string): Locator =>
  column(page, name)
    .locator('.figure')
    .filter({ has: page.getByRole('term').filter({ hasText: new RegExp(`^${term}$`) }) })
    .getByRole('definition')
const script = (page: Page): Locator => page.getByRole('list', { name: 'Faults', exact: true })

/** Expects a figure in each of the three columns, by what it starts with. */
async function expectRow(page: Page, term: string, values: readonly string[]): Promise<void> {
  for (const [i, name] of guarantees.entries())
    await expect(figure(page, name, term), `${term} of ${name}`).toHaveText(new RegExp(`^${values[i]}(,|$)`))
}

test('the same two faults: at most once loses m2, at least once duplicates m1, effectively once neither', async ({
  page,
}) => {
  await compare(page, `${canonical}&t=600000`)
  await seek(page, 60_000)
  await expectRow(page, 'Lost', ['1', '0', '0'])
  await expectRow(page, 'Duplicated', ['0', '1', '0'])
  await expectRow(page, 'Expected → actual', ['30 → 20 \\$', '30 → 40 \\$', '30 → 30 \\$'])
  await expectRow(page, 'Deliveries', ['2', '4', '4'])
  await expectRow(page, 'Effects', ['2', '4', '3'])
  await expect(column(page, 'At most once').locator('.column-result')).toHaveText('m2 lost')
  await expect(column(page, 'At least once').locator('.column-result')).toHaveText('m1 duplicated')
  await expect(column(page, 'Effectively once').locator('.column-result')).toHaveText('each applied once')
  await expect(script(page).getByRole('listitem')).toHaveText(['Lose ACK m1', 'Lose message m2'])
})

test('a figure that is not as in the others says so, in words and by weight', async ({ page }) => {
  await compare(page, `${canonical}&t=600000`)
  await seek(page, 60_000)
  await expect(figure(page, 'At most once', 'Lost')).toContainText('differs from the others')
  await expect(figure(page, 'Effectively once', 'Lost')).not.toContainText('differs')
  const weight = (locator: Locator) => locator.evaluate((element) => Number(getComputedStyle(element).fontWeight))
  expect(await weight(figure(page, 'At most once', 'Lost'))).toBeGreaterThan(
    await weight(figure(page, 'Effectively once', 'Lost')),
  )
})

test('a packet lost in one column is lost in all of them, and in the lab', async ({ page }) => {
  await compare(page, 't=500')
  await clickMoving(page, column(page, 'Effectively once').locator('.grab'))
  await expect(script(page).getByRole('listitem')).toHaveText(['Lose message m1'])
  for (const name of guarantees)
    await expect(column(page, name).locator('.diagram .loss-label')).toHaveText(['message lost'])
  await button(page, 'Back to the lab').click()
  await expect(page.getByRole('list', { name: 'Faults', exact: true }).getByRole('listitem')).toHaveText([
    'Lose message m1',
  ])
})

test('the card of a packet opens from a column and from the bar; an instant that only other columns have survives a reload', async ({
  page,
}) => {
  await compare(page, 'mode=at-most-once&t=500')
  await toolbar(page, 'In flight').getByRole('button', { name: 'More about message m1', exact: true }).click()
  const card = page.getByRole('dialog', { name: 'message m1', exact: true })
  await card.getByRole('button', { name: 'Duplicate', exact: false }).click()
  await expect(script(page).getByRole('listitem')).toHaveText(['Duplicate message m1'])
  await page.getByRole('button', { name: /^Remove: Duplicate/ }).click()
  await seek(page, 500)
  const { x, y } = await middleOf(column(page, 'At least once').locator('.grab'))
  await page.mouse.click(x, y, { button: 'right' })
  await expect(card).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
  await button(page, 'Lose next ACK').click()
  await seek(page, 10_000)
  await expect(page).toHaveURL(/t=10000/)
  await page.reload()
  await expect.poll(() => nowMs(page)).toBe(10_000)
})

test('a crash by hand crashes every column, and taking it out mends every column', async ({ page }) => {
  await compare(page, 't=4500')
  await button(page, 'Crash receiver').click()
  for (const name of guarantees) await expect(column(page, name).locator('.diagram .note-crash')).toHaveCount(1)
  await button(page, 'Remove: Crash receiver at 4.501 s').click()
  for (const name of guarantees) await expect(column(page, name).locator('.diagram .note-crash')).toHaveCount(0)
})

test('one playhead: the now-lines, the scroll and the packets of one identity are at one height', async ({ page }) => {
  await compare(page, `${canonical}&messages=6&t=0`)
  await setSpeed(page, '4×')
  await button(page, 'Play').click()
  for (let looks = 0; looks < 8; looks++) {
    const seen = await page.evaluate(() => {
      const each = [...document.querySelectorAll('.column')]
      return {
        lines: each.map((one) => one.querySelector('.now')?.getAttribute('transform')),
        scrolls: each.map((one) => one.querySelector('.viewport')?.scrollTop),
      }
    })
    expect(new Set(seen.lines).size).toBe(1)
    expect(new Set(seen.scrolls).size).toBe(1)
    await page.waitForTimeout(200)
  }
  await button(page, 'Pause').click()
  await seek(page, 4700)
  const tops = await page.evaluate(() =>
    [...document.querySelectorAll('.column')].map((one) =>
      [...one.querySelectorAll<SVGLineElement>('.wire.m')].map((line) => Math.round(line.getBoundingClientRect().top)),
    ),
  )
  // m2 is in all columns, m1 again is not.
  expect(tops[1]).toEqual(tops[2])
  for (const top of tops[0] ?? []) expect(tops[1]).toContain(top)
})

test('under the shortest column the playhead still goes on until the longest has ended', async ({ page }) => {
  await compare(page, `mode=at-most-once&${canonical}&t=0`)
  await seek(page, 60_000)
  expect(await nowMs(page)).toBe(10_300)
  await button(page, 'Step back').click()
  expect(await nowMs(page)).toBe(10_200)
  await button(page, 'Step forward').click()
  expect(await nowMs(page)).toBe(10_300)
})

test('pressing the name of a column makes it the design of the lab, at the same instant', async ({ page }) => {
  await compare(page, `${canonical}&t=4300`)
  await column(page, 'Effectively once').getByRole('button', { name: 'Effectively once', exact: true }).click()
  await expect(radio(page, 'Effectively once')).toBeChecked()
  expect(await nowMs(page)).toBe(4300)
  await expect(
    column(page, 'Effectively once').getByRole('button', { name: 'Effectively once', exact: true }),
  ).toHaveAttribute('aria-pressed', 'true')
})

test('a design of one’s own is a column, and others can be added and taken away', async ({ page }) => {
  await compare(page, `mode=effectively-once&window=keys-1&${canonical}`)
  await expect(page.locator('.column')).toHaveCount(4)
  await expect(column(page, 'Your design')).toBeVisible()
  await button(page, 'Remove At most once').click()
  await page.getByRole('combobox', { name: 'Add a design…', exact: true }).selectOption({ label: 'Keys in memory' })
  const names = page.locator('.column').evaluateAll((all) => all.map((one) => one.ariaLabel))
  expect(await names).toEqual(['At least once', 'Effectively once', 'Keys in memory', 'Your design'])
})

test('marks that are in every column step back, the others do not', async ({ page }) => {
  await compare(page, `${canonical}&t=4700`)
  const faint = (name: string, of: string) =>
    column(page, name)
      .locator('.comparing > g')
      .filter({ has: page.locator('text', { hasText: new RegExp(`^${of}$`) }) })
      .last()
      .evaluate((group) => Number(getComputedStyle(group).opacity) < 1)
  expect(await faint('At most once', 'message lost')).toBe(true)
  expect(await faint('At least once', 'message lost')).toBe(true)
  expect(await faint('At least once', 'again')).toBe(false)
  expect(await faint('Effectively once', 'ignored')).toBe(false)
})

test('scrolled by hand, all columns are scrolled; one button brings them back', async ({ page }) => {
  await compare(page, `messages=8&t=20000`)
  await column(page, 'At least once').locator('.viewport').hover()
  await page.mouse.wheel(0, -300)
  await frames(page, 10)
  const tops = () => page.locator('.column .viewport').evaluateAll((all) => all.map(({ scrollTop }) => scrollTop))
  const before = await tops()
  expect(new Set(before).size).toBe(1)
  await button(page, 'Back to now').click()
  await expect.poll(tops).not.toEqual(before)
  expect(new Set(await tops()).size).toBe(1)
})

test('by keyboard: from a packet to its loss in all columns, and to another design', async ({ page }) => {
  await compare(page, 't=1500')
  await toolbar(page, 'In flight').getByRole('button', { name: 'Lose ACK m1', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(script(page).getByRole('listitem')).toHaveText(['Lose ACK m1'])
  const name = column(page, 'At most once').getByRole('button', { name: 'At most once', exact: true })
  await name.focus()
  await page.keyboard.press('Space')
  await expect(radio(page, 'At most once')).toBeChecked()
  // The events of a column are walked, and what happens is said of all of them together.
  const events = (design: string) =>
    column(page, design).getByRole('list', { name: 'Events in time order', exact: true })
  await button(page, 'Next surprise').click()
  await expect(aloud(page)).toHaveText('Effectively once: The ACK of m1 was lost on the way.')
  await events('At least once').getByRole('button').last().focus()
  await page.keyboard.press('ArrowLeft')
  await expect(events('At least once').getByRole('button', { name: /^Sent ACK m1/ })).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect.poll(() => nowMs(page)).toBe(0)
  await page.getByRole('slider', { name: 'Time', exact: true }).focus()
  await page.keyboard.press('PageUp')
  await page.keyboard.press('End')
  await expect(column(page, 'At least once').locator('.column-result')).toHaveText('m1 duplicated')
})

test('on a phone one column at a time; the switch keeps the instant and says what came of each', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await compare(page, `${canonical}&t=9000`)
  await expect(page.locator('.column')).toHaveCount(1)
  const which = page.getByRole('group', { name: 'Show', exact: true })
  for (const [name, said] of [
    ['At most once', 'm2 lost'],
    ['At least once', 'm1 duplicated'],
    ['Effectively once', '1 undecided'],
  ] as const) {
    await which.getByRole('radio', { name: new RegExp(`^${name}`) }).check()
    await expect(page.locator('.column')).toHaveAttribute('aria-label', name)
    await expect(page.locator('.column-result')).toHaveText(said)
    expect(await nowMs(page)).toBe(9000)
    await expect(page.locator('.now')).toHaveAttribute('transform', /translate\(0 512\)/)
  }
})

for (const { width, height, theme } of looks(2)) {
  test(`${width}×${height}, ${theme}: axe finds nothing, and everything fits`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await wear(page, theme)
    await compare(page, `${canonical}&t=4300`)
    await frames(page, 5)
    expect.soft(await violations(page), 'axe').toEqual([])
    for (const at of [0, 1500, 4300, 9000, 10_300]) {
      await seek(page, at)
      await frames(page, 3)
      expect.soft(await broken(page), `at ${at}`).toEqual([])
      const [foot, head] = await page.evaluate(() => [
        document.querySelector('.column .viewport')?.getBoundingClientRect().bottom ?? 0,
        document.querySelector('.compare-break')?.getBoundingClientRect().top ?? 0,
      ])
      expect.soft(foot, 'no diagram lies on what is below it').toBeLessThanOrEqual((head ?? 0) + 1)
    }
  })
}
