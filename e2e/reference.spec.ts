import { expect, type Page, test } from 'playwright/test'
import { button, canonical, navigate, nowMs, open, score, slider, violations } from './lab.ts'

test.describe.configure({ timeout: 90_000 })

const pages = ['table', 'glossary', 'theory'] as const
const title = {
  table: 'The three guarantees compared',
  glossary: 'Glossary',
  theory: 'What is impossible, and what is not',
}

async function read(page: Page, name: (typeof pages)[number]): Promise<void> {
  await page.goto(`./#v=1&page=${name}`)
  await expect(page.getByRole('heading', { name: title[name], exact: true })).toBeVisible()
}

test('the table has its three guarantees as columns and its aspects as rows', async ({ page }) => {
  await read(page, 'table')
  const table = page.getByRole('table', { name: title.table, exact: true })
  await expect(table.getByRole('columnheader')).toHaveText([
    'What',
    'At most once',
    'At least once',
    'Effectively once',
  ])
  await expect(table.getByRole('rowheader')).toHaveText([
    'Promise',
    'When something fails',
    'Latency',
    'Complexity',
    'What the consumer must do',
    'Storage',
    'Best fit',
    'Typical tools',
  ])
  await expect(table.getByRole('link', { name: /^See it/ })).toHaveCount(21)
})

for (const name of ['table', 'theory'] as const) {
  test(`every “see it” of the ${name} opens its run, at its end`, async ({ page }) => {
    await read(page, name)
    const links = await page
      .getByRole('link', { name: /^See it/ })
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).hash))
    expect(links.length).toBeGreaterThanOrEqual(name === 'table' ? 21 : 8)
    for (const hash of links) {
      await navigate(page, hash)
      await expect(slider(page)).toBeVisible()
      await expect(page.getByRole('alert')).toHaveCount(0)
      expect(await nowMs(page), hash).toBe(Number(/&t=(\d+)/.exec(hash)?.[1]))
      // The next one from the page again, as a reader follows it.
      await navigate(page, `v=1&page=${name}`)
      await expect(page.getByRole('heading', { name: title[name], exact: true })).toBeVisible()
    }
  })
}

test('the promises are seen by a click on them', async ({ page }) => {
  for (const [name, lost, duplicated] of [
    ['At most once', '1', '0'],
    ['At least once', '0', '1'],
    ['Effectively once', '0', '0'],
  ] as const) {
    await read(page, 'table')
    await page.getByRole('link', { name: `See it: ${name}, Promise`, exact: true }).click()
    await expect(slider(page)).toBeVisible()
    expect(await score(page)).toMatchObject({ Lost: lost, Duplicated: duplicated })
    await page.goto('about:blank')
  }
})

test('a word leads to its entry in the glossary', async ({ page }) => {
  await read(page, 'table')
  await page.getByRole('link', { name: 'Effectively once', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Glossary', exact: true })).toBeVisible()
  const term = page.locator('#term-effectivelyOnce')
  await expect(term).toBeFocused()
  await expect(term).toBeInViewport()
  await expect(page.getByRole('term')).toHaveCount(22)
  // Its address leads there as well.
  await page.reload()
  await expect(term).toBeFocused()
})

test('a word of the lab says what it means, by mouse and by keyboard, and the lab stays at its instant', async ({
  page,
}) => {
  await open(page, `${canonical}&t=5900`)
  const score = page.getByRole('region', { name: 'Scoreboard', exact: true })
  const note = page.getByRole('dialog')
  await score.getByRole('button', { name: 'Lost', exact: true }).click()
  await expect(note).toContainText('nothing can make it happen any more')
  await expect(note).toBeInViewport({ ratio: 1 })
  expect(await violations(page)).toEqual([])
  await page.mouse.click(700, 500)
  await expect(note).toBeHidden()
  const ledger = page.getByRole('region', { name: 'Ledger', exact: true })
  const word = ledger.getByRole('button', { name: 'duplicated', exact: true })
  await ledger.getByRole('button', { name: 'undecided', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(word).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(note).toContainText('a second delivery that was absorbed')
  await page.keyboard.press('Escape')
  await expect(word).toBeFocused()
  expect(await nowMs(page)).toBe(5900)
  // A row is for following its message, wherever it is pressed.
  await ledger.locator('.row').nth(1).click()
  await expect(ledger.getByRole('button', { name: 'Follow m2', exact: true })).toHaveAttribute('aria-pressed', 'true')
  // To all words and back.
  await word.press('Enter')
  await note.getByRole('link', { name: 'All words', exact: true }).click()
  await expect(page.locator('#term-duplicated')).toBeFocused()
  await page.goBack()
  await expect(slider(page)).toBeVisible()
  expect(await nowMs(page)).toBe(5900)
})

test('by keyboard: the page begins at its title, and every link can be reached', async ({ page }) => {
  await read(page, 'glossary')
  await expect(page).toHaveTitle('Glossary · Exactly-Once Lab')
  // Whoever loads a page is left where a browser begins.
  await expect(page.locator(':focus')).toHaveCount(0)
  await navigate(page, 'v=1&page=theory')
  await expect(page.getByRole('heading', { name: title.theory, exact: true })).toBeFocused()
  await expect(page).toHaveTitle(`${title.theory} · Exactly-Once Lab`)
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Glossary', exact: true })).toBeFocused()
  await page.goForward()
  await expect(page.getByRole('heading', { name: title.theory, exact: true })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(button(page, 'Back to the lab')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Effectively once pays.', exact: true })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(slider(page)).toBeVisible()
})

test('links to elsewhere are secure and tell nobody where they come from', async ({ page }) => {
  for (const name of ['table', 'theory'] as const) {
    await read(page, name)
    const links = await page
      .locator('a[target]')
      .evaluateAll((all) => all.map((link) => [(link as HTMLAnchorElement).protocol, (link as HTMLAnchorElement).rel]))
    expect(links.length).toBeGreaterThan(8)
    for (const link of links) expect(link).toEqual(['https:', 'noreferrer'])
    await page.goto('about:blank')
  }
})
