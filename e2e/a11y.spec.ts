import { expect, type Page, test } from 'playwright/test'
import { button, canonical, open, setSpeed, sizes, stillness, violations, visit } from './lab.ts'

test.describe.configure({ timeout: 60_000 })

/** At this instant m1 comes again, m2 is on its way to be lost, and the ACK of m1 was lost before. */
const midRun = `${canonical}&t=4300`

for (const { width, height } of sizes) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${width}×${height} ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme })

      test('axe finds nothing in any state', async ({ page }) => {
        await open(page, midRun)
        expect.soft(await violations(page), 'paused').toEqual([])
        await setSpeed(page, '¼×')
        await button(page, 'Play').click()
        expect.soft(await violations(page), 'playing').toEqual([])
        await button(page, 'Pause').click()
        await button(page, 'Table').click()
        expect.soft(await violations(page), 'table').toEqual([])
        if (width < 900) {
          await button(page, 'Ledger').click()
          await expect(page.getByRole('region', { name: 'Ledger', exact: true })).toBeVisible()
          expect.soft(await violations(page), 'sheet').toEqual([])
        }
      })

      test('axe finds nothing in the story, an alert and a scoreboard with before values', async ({ page }) => {
        await stillness(page)
        await visit(page)
        expect.soft(await violations(page), 'story').toEqual([])
        await page.goto(`./#v=1&${midRun}`)
        await page.getByRole('radio', { name: 'At most once', exact: true }).check()
        await page.evaluate(() => {
          location.hash = 'v=1&mode=sometimes'
        })
        await expect(page.getByRole('alert')).toBeVisible()
        expect.soft(await violations(page), 'alert').toEqual([])
      })
    })
  }
}

test('the names that tests and course authors rely on are all there', async ({ page }) => {
  await open(page, `${canonical}&t=3300`)
  const named = (role: Parameters<Page['getByRole']>[0], name: string) => page.getByRole(role, { name, exact: true })
  const within = {
    'Delivery guarantee': ['radio', 'At most once', 'At least once', 'Effectively once'],
    Playback: ['button', 'Play', 'Step back', 'Step forward', 'Next surprise', 'Reset'],
    'In flight': ['button', 'Lose message m1, attempt 2'],
  } as const
  for (const [group, [role, ...names]] of Object.entries(within)) {
    const container = named(group === 'Delivery guarantee' ? 'radiogroup' : 'toolbar', group)
    for (const name of names) await expect(container.getByRole(role, { name, exact: true })).toHaveCount(1)
  }
  await expect(named('toolbar', 'Playback').getByRole('slider', { name: 'Time', exact: true })).toHaveCount(1)
  await expect(named('toolbar', 'Playback').getByRole('combobox', { name: 'Speed', exact: true })).toHaveCount(1)
  const terms = ['Sent', 'Lost', 'Duplicated', 'Expected → actual', 'Packets dropped']
  await expect(named('region', 'Scoreboard').locator('dl').getByRole('term')).toHaveText(terms)
  for (const figure of await named('region', 'Scoreboard').getByRole('definition').all())
    await expect(figure).toHaveText(/^\d/)
  await expect(named('status', 'What just happened')).toHaveCount(1)
  await expect(named('list', 'Faults')).toHaveCount(1)
  await expect(named('region', 'Ledger')).toHaveCount(1)
  await expect(named('button', 'Copy link')).toHaveCount(1)
  await expect(named('button', 'Clear faults')).toHaveCount(1)
  await expect(named('button', 'Diagram')).toHaveAttribute('aria-pressed', 'true')
  await named('button', 'Table').click()
  await expect(named('table', 'Events')).toHaveCount(1)
  await open(page, 't=500')
  await expect(named('button', 'Lose message m1')).toHaveCount(1)
  await named('button', 'Play').click()
  await expect(named('button', 'Pause')).toHaveCount(1)
  await open(page, 't=1500')
  await expect(named('button', 'Lose ACK m1')).toHaveCount(1)
  for (const name of ['Lose next message', 'Lose next ACK', 'Crash sender', 'Crash receiver'])
    await expect(named('button', name)).toHaveAttribute('aria-pressed', 'false')
})

test('each toolbar has exactly one tab stop, whatever is in flight', async ({ page }) => {
  await open(page, `${canonical}&t=0`)
  for (const step of ['start', 'Lose next ACK', ...Array.from({ length: 16 }, () => 'Step forward')]) {
    if (step !== 'start') await button(page, step).click()
    const stops = await page.getByRole('toolbar').evaluateAll((bars) =>
      bars.map((bar) => {
        const controls = [...bar.querySelectorAll<HTMLElement>('button, input, select, [tabindex]')]
        return [bar.ariaLabel, controls.length > 0, controls.filter(({ tabIndex }) => tabIndex >= 0).length]
      }),
    )
    for (const [name, hasControls, count] of stops) expect(count, `${name} after ${step}`).toBe(hasControls ? 1 : 0)
  }
})

for (const { width, height } of sizes) {
  test(`at load there are at most nine tab stops outside the diagram at ${width}×${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await stillness(page)
    await visit(page)
    const stops = await tabStops(page)
    expect(stops.length).toBeGreaterThan(4)
    expect(stops.length, stops.join(', ')).toBeLessThanOrEqual(9)
  })
}

test('the focus can be seen wherever it goes', async ({ page }) => {
  await open(page, midRun)
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab')
    const [name, outline] = await page.evaluate(() => {
      const focused = document.activeElement as HTMLElement
      const ringed = focused instanceof HTMLInputElement && focused.type === 'radio' ? focused.parentElement : focused
      return [focused.ariaLabel ?? focused.textContent, getComputedStyle(ringed as Element).outline]
    })
    if (name !== null && (await page.evaluate(() => document.activeElement !== document.body)))
      expect(outline, name).toMatch(/solid [2-9]px|[2-9]px solid|solid.*[2-9]px/)
  }
})

/** Walks with Tab until it comes round; the names of what it stops at outside the diagram. */
async function tabStops(page: Page): Promise<string[]> {
  const names: string[] = []
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      if (element === document.body || element.dataset.visited !== undefined) return null
      element.dataset.visited = ''
      return element.closest('.diagram') ? '' : (element.ariaLabel ?? (element.textContent || element.className))
    })
    if (stop === null) break
    if (stop !== '') names.push(stop)
  }
  return names
}
