import { expect, type Page, test } from 'playwright/test'
import {
  button,
  canonical,
  clock,
  events,
  faults,
  navigate,
  nowMs,
  open,
  radio,
  saying,
  score,
  seek,
  visit,
  words,
} from './lab.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const alert = (page: Page) => page.getByRole('alert')

test('a copied link opens the same run at the same instant', async ({ page, context }) => {
  await open(page, `${canonical}&t=3300`)
  await button(page, 'Crash receiver').click()
  await seek(page, 6789)
  // What was before the crash is no part of the run.
  await button(page, 'Hide what was before').click()
  await button(page, 'Copy link').click()
  await expect(page.getByRole('status', { name: 'Link copied' })).toHaveText('Link copied')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link.length).toBeLessThan(200)
  const other = await context.newPage()
  await other.goto(link)
  await expect(clock(other)).toHaveText('6.8 s')
  expect(await nowMs(other)).toBe(6789)
  expect(await saying(other)).toEqual(await saying(page))
  expect(await faults(other).innerText()).toBe(await faults(page).innerText())
  expect(await events(other)).toEqual(await events(page))
})

test('every edit changes the address, and the address alone brings it back', async ({ page }) => {
  await open(page, 't=1500')
  const addresses = [page.url()]
  for (const edit of [
    () => button(page, 'Lose ACK m1').click(),
    () => radio(page, 'Effectively once').check(),
    () => button(page, 'Lose next message').click(),
    () => button(page, 'Crash sender').click(),
    () => button(page, 'Remove: Lose ACK m1').click(),
    () => button(page, 'Clear faults').click(),
  ]) {
    await edit()
    expect(page.url()).not.toBe(addresses.at(-1))
    addresses.push(page.url())
    const list = await page.locator('.faults').innerText()
    const other = await page.context().newPage()
    await other.goto(page.url())
    await expect(other.locator('.faults')).toHaveText(list, { useInnerText: true })
    await other.close()
  }
})

test('a rest of the playhead is in the address, without a new entry in the history', async ({ page }) => {
  await open(page, canonical)
  const entries = await page.evaluate(() => history.length)
  await seek(page, 5900)
  await expect(page).toHaveURL(/t=5900/)
  await button(page, 'Step forward').click()
  await expect(page).toHaveURL(/t=7000/)
  expect(await page.evaluate(() => history.length)).toBe(entries)
})

test('Back and Forward walk over the edits', async ({ page }) => {
  await visit(page)
  await button(page, 'Explore on your own').click()
  const states: string[] = []
  const state = async () =>
    `${await page.locator('.faults').innerText()} ${await page.locator('.guarantee .chosen').innerText()}`
  await button(page, 'Reset').click()
  states.push(await state())
  await button(page, 'Lose next ACK').click()
  states.push(await state())
  await radio(page, 'At most once').check()
  states.push(await state())
  await button(page, 'Crash receiver').click()
  states.push(await state())
  expect(new Set(states).size).toBe(4)
  for (const earlier of [2, 1, 0]) {
    await page.goBack()
    await expect.poll(state).toBe(states[earlier])
  }
  for (const later of [1, 2, 3]) {
    await page.goForward()
    await expect.poll(state).toBe(states[later])
  }
})

test('Back restores the picture of the entry, down to the instant', async ({ page }) => {
  await open(page, `${canonical}&t=5900`)
  const before = await saying(page)
  await radio(page, 'Effectively once').check()
  expect(await saying(page)).not.toEqual(before)
  await page.goBack()
  await expect(radio(page, 'At least once')).toBeChecked()
  expect(await saying(page)).toEqual(before)
})

const broken = [
  ['v=2', 'v'],
  ['v=1&mode=sometimes', 'mode'],
  ['v=1&faults=drop:nobody', 'faults[0]'],
  ['v=1&faults=drop:a1.1,explode', 'faults[1]'],
  ['v=1&timeoutMs=soon', 'timeoutMs'],
  ['v=1&hopMs=2000-1000', 'hopMs'],
  ['v=1&backoff=linear', 'backoff'],
  ['v=1&messages=0', 'messages'],
  ['v=1&t=-1', 't'],
  ['v=1&seed=1&seed=2', 'seed'],
] as const

test('a broken link at load names its field and shows the default scene', async ({ page }) => {
  await open(page)
  const standard = await words(page)
  for (const [link, field] of broken) {
    await page.goto('about:blank')
    await page.goto(`./#${link}`)
    await expect(alert(page).getByRole('listitem').first(), link).toContainText(`${field}: `)
    await expect(alert(page)).toBeVisible()
    expect(await words(page), link).toEqual(standard)
  }
})

test('a broken link put into the address names its field and leaves what was shown', async ({ page }) => {
  await open(page, `${canonical}&t=5900`)
  const shown = await words(page)
  for (const [link, field] of broken) {
    await navigate(page, link)
    await expect(alert(page).getByRole('listitem').first(), link).toContainText(`${field}: `)
    expect(await words(page), link).toEqual(shown)
    await expect(faults(page).getByRole('listitem')).toHaveCount(2)
  }
  await button(page, 'Dismiss').click()
  await expect(alert(page)).toHaveCount(0)
  await navigate(page, 'v=1&mode=at-most-once')
  await expect(radio(page, 'At most once')).toBeChecked()
})

test('what the address says beyond what is known is left out and named; options are shown, by query and hash', async ({
  page,
}) => {
  await page.goto('./?utm_source=mail&Theme=dark&MODE=at-least-once#v=1&colour=blue&mode=at-most-once&motion=fast')
  await expect(radio(page, 'At most once')).toBeChecked()
  await expect(alert(page)).toContainText('utm_source, colour')
  await expect(alert(page)).toContainText('motion: must be auto, off')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  // The hash says what holds, and an option of the query stays in the query.
  await button(page, 'Dismiss').click()
  await radio(page, 'At least once').check()
  await expect(page).toHaveURL(/Theme=dark.*#v=1&mode=at-least-once/)
  await page.reload()
  await expect(radio(page, 'At least once')).toBeChecked()
})

test('where a part cannot be loaded the page says so and keeps the run as a link', async ({ page }) => {
  await page.route('**/Workbench-*.js', (route) => route.abort())
  await open(page, `${canonical}&t=5900`)
  await button(page, 'Open the mechanism').click()
  await expect(alert(page)).toContainText('could not draw this')
  await expect(page.getByRole('textbox', { name: 'Link to the run' })).toHaveValue(
    /#v=1&mode=at-least-once&faults=drop:a1\.1,drop:m2\.1&t=5900$/,
  )
  await page.unrouteAll()
  await button(page, 'Try again').click()
  await expect(page.locator('.clock')).toHaveText('5.9 s')
  await button(page, 'Open the mechanism').click()
  await expect(page.getByRole('region', { name: 'Environment', exact: true })).toBeVisible()
})

test('a good link ends the alert of a broken one', async ({ page }) => {
  await page.goto('./#v=1&mode=sometimes')
  await expect(alert(page)).toBeVisible()
  await navigate(page, `v=1&${canonical}&t=5900`)
  await expect(alert(page)).toHaveCount(0)
  expect(await score(page)).toMatchObject({ Duplicated: '1' })
})

for (const hostile of [
  'v=1&<img src=x onerror=window.pwned=1>=1',
  `v=1&${encodeURIComponent('<img src=x onerror=window.pwned=1>')}=1`,
  `v=1&mode=${encodeURIComponent('"><script>window.pwned=1</script>')}`,
  'v=1&faults=drop:<svg/onload=window.pwned=1>',
  'v=1&__proto__=1',
  'v=1&constructor.prototype.pwned=1',
  'v=1&mode=%E0%A4%A',
]) {
  test(`text in a link stays text: ${hostile}`, async ({ page }) => {
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await open(page)
    await navigate(page, hostile)
    await expect(alert(page)).toBeVisible()
    await expect(alert(page).locator('img, script, svg, iframe')).toHaveCount(0)
    expect(await page.evaluate(() => 'pwned' in window || 'pwned' in {})).toBe(false)
    expect(errors).toEqual([])
  })
}
