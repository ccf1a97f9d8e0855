import { expect, type Page, test } from 'playwright/test'
import { launch } from '../scripts/chromium.mjs'
import { broken } from './invariants.ts'
import { button, canonical, frames, navigate, nowMs, open, setSpeed, sizes, slider, soon } from './lab.ts'

test.describe.configure({ timeout: 60_000 })

const weather = 'messages=8&hopMs=300-2500&loseMessagePct=30&loseAckPct=30&duplicatePct=20'

/** Scenarios, and the instants of each that are looked at. */
const scenes: Record<string, { link: string; at: number[] }> = {
  'canonical script': { link: canonical, at: [0, 500, 1500, 2500, 4050, 4400, 5900, 9150, 10_200] },
  'at most once': { link: `mode=at-most-once&${canonical}`, at: [4300, 9100] },
  'effectively once': { link: `mode=effectively-once&${canonical}`, at: [4300, 10_200] },
  'crashes of both': {
    link: 'faults=crash:receiver@1150,crash:sender@4500~600,crash:receiver:m3.1:ack',
    at: [1200, 2000, 4600, 5200, 9300, 20_000],
  },
  'up and down at once': { link: 'faults=crash:sender@1500~300,crash:receiver@1500~300', at: [1600, 1900, 20_000] },
  'four messages at once': { link: 'sendEveryMs=0&messages=4', at: [500, 1500, 3000, 20_000] },
  'eight messages': { link: `messages=8&${canonical}`, at: [12_000, 28_500, 60_000] },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((seed) => [
      `weather ${seed}`,
      { link: `${weather}&seed=${seed}`, at: [2200, 4800, 9500, 17_300, 26_000, 60_000] },
    ]),
  ),
}

test('twice as large text covers nothing that can be pressed', async ({ playwright, baseURL }) => {
  const args = [...launch.args, '--blink-settings=defaultFontSize=32']
  const browser = await playwright.chromium.launch({ ...launch, args })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...(baseURL ? { baseURL } : {}) })
  for (const link of [`${canonical}&t=4300`, `page=compare&${canonical}&t=4300`]) {
    await page.goto('about:blank')
    await open(page, link)
    await expect(button(page, 'Lose message m2')).toBeVisible()
    const covered = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.chip, .toggles button, .script button, .playback button')]
        .filter((control) => control.checkVisibility({ visibilityProperty: true }))
        .flatMap((control) => {
          control.scrollIntoView({ block: 'center', inline: 'nearest' })
          const { left, top, width, height } = control.getBoundingClientRect()
          const hit = document.elementFromPoint(left + width / 2, top + height / 2)
          return control.contains(hit)
            ? []
            : [`${control.ariaLabel ?? control.textContent} lies under ${hit?.className}`]
        }),
    )
    expect(covered).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth), link).toBeLessThanOrEqual(1280)
  }
  await browser.close()
})

for (const { width, height } of sizes) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${width}×${height} ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme })

      test('nothing overlaps, sticks out or is clipped, at any instant', async ({ page }) => {
        await open(page)
        const found: string[] = []
        for (const [scene, { link, at }] of Object.entries(scenes)) {
          // A theme moves nothing, or a few looks show it.
          if (colorScheme === 'dark' && !['canonical script', 'weather 1'].includes(scene)) continue
          for (const ms of at) {
            await show(page, link, ms)
            found.push(...(await broken(page)).map((what) => `${scene} at ${ms}: ${what}`))
          }
        }
        expect(summary(found)).toEqual([])
      })
    })
  }

  test(`${width}×${height}: nor while it plays`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    const found: string[] = []
    for (const scene of ['canonical script', 'weather 4']) {
      await open(page, scenes[scene]?.link)
      await setSpeed(page, '4×')
      await button(page, 'Play').click()
      for (let looks = 0; looks < 12 && (await button(page, 'Pause').isVisible()); looks++) {
        const ms = await nowMs(page)
        found.push(...(await broken(page)).map((what) => `${scene} near ${ms}: ${what}`))
        await frames(page, 8)
      }
    }
    expect(summary(found)).toEqual([])
  })

  test(`the story, the table, the sheet and an alert fit ${width}×${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto('./')
    await expect(slider(page)).toBeVisible()
    expect.soft(await broken(page), 'story').toEqual([])
    for (let i = 0; i < 4; i++) await button(page, 'Step forward').click()
    expect.soft(await broken(page), 'ring').toEqual([])
    await button(page, 'Lose ACK m1').click()
    for (let i = 0; i < 4; i++) await button(page, 'Step forward').click()
    expect.soft(await broken(page), 'duplicate').toEqual([])
    await open(page, `${canonical}&t=9100`)
    await page.getByRole('radio', { name: 'At most once', exact: true }).check()
    expect.soft(await broken(page), 'before values').toEqual([])
    await page.evaluate(() => {
      location.hash = 'v=1&mode=sometimes&faults=nothing'
    })
    await expect(page.getByRole('alert')).toBeVisible()
    expect.soft(await broken(page), 'alert').toEqual([])
    await button(page, 'Dismiss').click()
    await button(page, 'Table').click()
    expect.soft(await broken(page), 'table').toEqual([])
    if (width < 900) {
      await button(page, 'Ledger').click()
      expect.soft(await broken(page), 'sheet').toEqual([])
    }
  })
}

test('at 400 % zoom of 1280×1024 and 200 % of 1440×900 nothing scrolls sideways', async ({ page }) => {
  await open(page, `${canonical}&t=4400`)
  for (const size of [
    { width: 320, height: 256 },
    { width: 720, height: 450 },
  ]) {
    await page.setViewportSize(size)
    await frames(page, 3)
    expect.soft(await broken(page), `${size.width}×${size.height}`).toEqual([])
  }
})

/** Shows an instant of a run in the page that is there already. */
async function show(page: Page, link: string, ms: number): Promise<void> {
  await navigate(page, `v=1&${link}&t=${ms}`)
  const end = Number(await slider(page).getAttribute('max'))
  await expect.poll(() => nowMs(page), { intervals: soon }).toBe(Math.min(ms, end))
  await frames(page, 2)
}

/** Many instants break in one way: each way once, with how often and where first. */
function summary(found: readonly string[]): string[] {
  const ways = new Map<string, string[]>()
  for (const line of found) {
    const way = line.replace(/^.*?: /, '').replaceAll(/-?\d+(\.\d+)?/g, 'n')
    ways.set(way, [...(ways.get(way) ?? []), line])
  }
  return [...ways.values()].map((lines) => `${lines.length}× ${lines[0]}`)
}
