import { expect, type Page, test } from 'playwright/test'
import { button, canonical, open, sizes, stillness, visit } from './lab.ts'

test.describe.configure({ timeout: 60_000 })

/** At this instant m1 comes again, m2 is on its way to be lost, and the ACK of m1 was lost before. */
const midRun = `${canonical}&t=4300`

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
        // A slider needs the arrow keys itself, and is a stop of its own.
        const controls = [...bar.querySelectorAll<HTMLElement>('button, input:not([type="range"]), select, [tabindex]')]
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

/** Where each mark of the picture and the ledger is to be seen: a run, then marks in it. */
const marked: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    `mode=at-least-once&${canonical}&t=5900`,
    {
      message: '.pill.message:not(:has(.pill-outline))',
      'message again': '.pill.message:has(.pill-outline)',
      ACK: '.pill.ack:not(:has(.pill-outline))',
      'ACK again': '.pill.ack:has(.pill-outline)',
      'packet lost': '.diagram .cross',
      applied: '.note-effect .shape',
      'applied again': '.note-again .shape',
      timeout: '.note-timeout .shape',
      'timer that fired': '.timer.expired .bar',
      'timer that runs': '.timer:not(.expired) .deadline',
      undecided: '.outcome-undecided *',
      'not sent': '.outcome-wait *',
    },
  ],
  [
    'mode=effectively-once&commit=keyFirst&messages=1&faults=crash:receiver:m1.1:apply&t=9000',
    {
      key: '.note-key .shape',
      crashed: '.note-crash .shape',
      restarted: '.note-restart .shape',
      ignored: '.note-absorbed .shape',
      'message lost': '.outcome-lost > *',
    },
  ],
  ['mode=at-least-once&attempts=1&messages=1&faults=drop:m1.1&t=9000', { 'gave up': '.note-gaveUp .shape' }],
]

test('in grey every mark is a shape of its own, and what matters is said in words beside it', async ({ page }) => {
  await stillness(page)
  await page.goto('./#v=1&t=0')
  // Parts that are still to come would draw anew what is looked at.
  await page.waitForLoadState('networkidle')
  // A mark alone, without its words and whatever stands around it.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`html.alone { filter: grayscale(1) }
      html.alone :is(body, body *) { visibility: hidden !important; background: #fff !important; border-color: #fff !important }
      html.alone .one, html.alone .one *:not(text) { visibility: visible !important }`)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  })
  const pictures: Record<string, string> = {}
  for (const [link, marks] of marked) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, `v=1&${link}`)
    for (const [name, selector] of Object.entries(marks)) {
      const mark = page.locator(selector).first()
      await expect(mark, name).toBeAttached()
      await mark.evaluate((element) => {
        element.scrollIntoView({ block: 'center' })
        element.classList.add('one')
        document.documentElement.classList.add('alone')
      })
      const { x, y, width, height } = await mark.evaluate((element) => element.getBoundingClientRect().toJSON())
      const clip = { x: x + width / 2 - 22, y: y + Math.min(height, 24) / 2 - 16, width: 44, height: 32 }
      pictures[name] = (await page.screenshot({ clip, animations: 'disabled' })).toString('base64')
      await mark.evaluate((element) => {
        element.classList.remove('one')
        document.documentElement.classList.remove('alone')
      })
    }
  }
  const alike = await page.evaluate(async (pictures) => {
    const canvas = new OffscreenCanvas(44, 32).getContext('2d') as OffscreenCanvasRenderingContext2D
    const greys: Record<string, number[]> = {}
    for (const [name, text] of Object.entries(pictures)) {
      const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
      canvas.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0)
      const { data } = canvas.getImageData(0, 0, 44, 32)
      greys[name] = [...data].filter((_, i) => i % 4 === 0)
    }
    const names = Object.keys(greys)
    const differing = (a: string, b: string) =>
      greys[a]?.filter((grey, i) => Math.abs(grey - (greys[b]?.[i] ?? 0)) > 64).length ?? 0
    return names.flatMap((a, i) =>
      ['nothing', ...names.slice(i + 1)].flatMap((b) => {
        if (b === 'nothing') greys.nothing = (greys[a] ?? []).map(() => 255)
        const count = differing(a, b)
        return count < 20 ? [`${a} and ${b} differ in ${count} pixels`] : []
      }),
    )
  }, pictures)
  expect(Object.keys(pictures)).toHaveLength(18)
  expect(alike).toEqual([])
})
