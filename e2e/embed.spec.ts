import { expect, type Page, test } from 'playwright/test'
import { broken } from './invariants.ts'
import { canonical, score, violations } from './lab.ts'

const run = `v=1&mode=at-least-once&${canonical}&t=5900`

test('the example host gives the height that is asked for, hears what happens, and commands', async ({ page }) => {
  await page.goto('./host-example.html')
  const frame = page.frameLocator('#lab')
  const said = page.locator('#said li')
  await expect(frame.locator('.clock')).toBeVisible()
  await expect(frame.getByText('can duplicate', { exact: true })).toBeVisible({ timeout: 20_000 })
  // Once all its parts are there the height settles: what the lab wants does not depend on what it has.
  await expect.poll(() => heightOf(page)).not.toBe('640')
  await page.waitForLoadState('networkidle')
  const given = await heightOf(page)
  await page.waitForTimeout(400)
  expect(await heightOf(page)).toBe(given)

  await page.getByRole('button', { name: 'To 5.9 s' }).click()
  await expect(said.filter({ hasText: '"type":"metrics"' }).first()).toContainText('"dup":1')
  await page.getByRole('button', { name: 'Lose m2' }).click()
  await page.getByRole('button', { name: 'At most once' }).click()
  await expect(frame.getByRole('radio', { name: 'At most once' })).toBeChecked()
  await page.getByRole('button', { name: 'Dark' }).click()
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await expect(said.filter({ hasText: '"kind":"send"' }).first()).toContainText('"msg":1')
  await page.getByRole('button', { name: 'Get state' }).click()
  await expect(said.first()).toContainText('v=1&mode=at-most-once&faults=drop:a1.1,drop:m2.1')
  await page.getByRole('button', { name: 'A mistake' }).click()
  await expect(said.filter({ hasText: '"problems":[{"field":"t"' })).toHaveCount(2)
  // Commands are no gestures: the focus is where the reader left it.
  await expect(page.getByRole('button', { name: 'A mistake' })).toBeFocused()
})

test('without api=1 a lab takes no command, and from a stranger never', async ({ page }) => {
  await page.goto(`./host-example.html`)
  const frame = page.frameLocator('#lab')
  await expect(frame.locator('.clock')).toBeVisible()
  const play = { ns: 'exactly-once-lab', type: 'play' }
  // A message whose source is not the parent: the frame's own window.
  await frame.locator('html').evaluate((_, message) => window.postMessage(message, '*'), play)
  for (const address of [`./?embed=1&${run}`, `./?embed=1&api=1&origin=https://other.example&${run}`]) {
    await page.locator('#lab').evaluate((element, src) => element.setAttribute('src', src), address)
    await expect(frame.locator('.clock')).toHaveText('5.9 s')
    await page.locator('#lab').evaluate((element, message) => {
      const { contentWindow } = element as HTMLIFrameElement
      for (const garbage of [message, null, 'x'.repeat(100_000), { ns: message.ns, type: {} }, [message]]) {
        contentWindow?.postMessage(garbage, '*')
      }
    }, play)
    await page.waitForTimeout(150)
    await expect(frame.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
    await expect(frame.getByRole('alert')).toHaveCount(0)
  }
})

for (const [width, height, options] of [
  [960, 640, 'theme=light&note=What%20was%20lost%3F%20%3Cb%3Ehere%3C/b%3E'],
  [640, 480, 'ui=compact&theme=dark'],
  [320, 480, 'theme=projector&lock=mode,speed,faults'],
  [320, 640, 'theme=dark'],
  [320, 320, 'theme=contrast'],
] as const) {
  test(`a frame of ${width} × ${height} with ${options} shows counters, picture and transport`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await page.goto(`./?embed=1&${options}#${run}`)
    await expect(page.locator('.clock')).toHaveText('5.9 s')
    expect(await score(page)).toMatchObject({ Duplicated: '1' })
    for (const part of ['.score', '.diagram', '.playback'])
      await expect(page.locator(part)).toBeInViewport({ ratio: 0.9 })
    await expect(page.getByRole('button', { name: 'Course' })).toHaveCount(0)
    await expect(page.getByRole('link', { name: 'Open & edit' })).toHaveAttribute('target', '_blank')
    if (options.includes('note')) await expect(page.locator('.author-note')).toHaveText('What was lost? <b>here</b>')
    if (options.includes('lock')) {
      await expect(page.getByRole('radio', { name: 'At most once' })).toBeDisabled()
      await expect(page.getByRole('button', { name: 'Lose next ACK' })).toHaveCount(0)
    }
    // The smallest frame has less than the 200 px that the diagram has everywhere else.
    const least = height < 480 ? 140 : 200
    expect((await page.locator('.diagram').boundingBox())?.height).toBeGreaterThanOrEqual(least)
    expect((await broken(page)).filter((line) => least === 200 || !/^the diagram is only/.test(line))).toEqual([])
    expect(await violations(page)).toEqual([])
    const ledger = page.getByRole('button', { name: 'Ledger', exact: true })
    if (await ledger.isVisible()) {
      await ledger.click()
      await expect(page.getByRole('heading', { name: /^Ledger/ })).toBeInViewport()
      expect(await broken(page)).toEqual([])
    }
  })
}

const heightOf = (page: Page) => page.locator('#lab').getAttribute('height')
