import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Locator, type Page } from 'playwright/test'

/** The two faults of the whole lab, at their end: m1 is duplicated at least once, m2 is lost at most once. */
export const canonical = 'faults=drop:a1.1,drop:m2.1'

export const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
] as const

const themes = ['light', 'projector', 'dark', 'contrast'] as const

/** Sizes and themes to look at something in: each size and each theme once, turned by `turn`. */
export const looks = (turn: number) =>
  sizes.map((size, i) => ({ ...size, theme: themes[(i + turn) % themes.length] as (typeof themes)[number] }))

/** A first visit: nobody followed a link. */
export async function visit(page: Page): Promise<void> {
  await page.goto('./')
  await expect(slider(page)).toBeVisible()
}

/** Follows a link in a fresh page; the rest of a link after its version, such as `mode=at-most-once&t=500`. */
export async function open(page: Page, link = 't=0'): Promise<void> {
  await page.goto(`./#v=1&${link}`)
  await expect(slider(page)).toBeVisible()
}

/** Changes the address under a page that is already there. */
export async function navigate(page: Page, hash: string): Promise<void> {
  await page.evaluate(async (text) => {
    const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }))
    location.hash = text
    await changed
  }, hash)
}

/** Keeps a first visit still. */
export const stillness = (page: Page): Promise<void> => page.emulateMedia({ reducedMotion: 'reduce' })

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
export const toolbar = (page: Page, name: string): Locator => page.getByRole('toolbar', { name, exact: true })
export const radio = (page: Page, name: string): Locator => page.getByRole('radio', { name, exact: true })
export const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Time', exact: true })
export const status = (page: Page): Locator => page.locator('.happened .told')
/** What is said aloud of the run. */
export const aloud = (page: Page): Locator => page.getByRole('status', { name: 'What just happened', exact: true })
export const faults = (page: Page): Locator => page.getByRole('list', { name: 'Faults', exact: true })
export const clock = (page: Page): Locator => page.locator('.clock')
export const heads = (page: Page): Locator => page.locator('.heads')

/** A packet in flight as it moves through the diagram. */
export const packet = (page: Page, name: string): Locator =>
  page.locator('.diagram .grab').and(page.getByRole('button', { name: new RegExp(`^${name}\\b`) }))

/** A figure of the scoreboard: the definition of a term. */
export const figure = (page: Page, term: string): Locator =>
  page
    .getByRole('region', { name: 'Scoreboard', exact: true })
    .locator('dl > div')
    .filter({ has: page.getByRole('term').filter({ hasText: new RegExp(`^${term}$`) }) })
    .getByRole('definition')

export interface Score {
  Sent: string
  Lost: string
  Duplicated: string
  'Expected → actual': string
  'Packets dropped': string
}

/** What every term of the scoreboard starts with. */
export const score = (page: Page): Promise<Score> =>
  page
    .getByRole('region', { name: 'Scoreboard', exact: true })
    .evaluate(
      (region) =>
        Object.fromEntries(
          [...region.querySelectorAll('dl dt')].map((term) => [
            term.textContent,
            /^\d+( → \d+ \$)?/.exec(term.nextElementSibling?.textContent ?? '')?.[0],
          ]),
        ) as unknown as Score,
    )

/** When to look again: what a page does, it mostly has done by its next frame. */
export const soon = [20, 50, 100, 250]

/** Expects some figures of the scoreboard, waiting for them. */
export async function expectScore(page: Page, expected: Partial<Score>, timeout = 5000): Promise<void> {
  await expect.poll(() => score(page), { timeout, intervals: soon }).toMatchObject(expected)
}

/** The playhead, in virtual milliseconds. */
export const nowMs = async (page: Page): Promise<number> => Number(await slider(page).inputValue())

export const seek = (page: Page, ms: number): Promise<void> => slider(page).fill(String(ms))

export async function setSpeed(page: Page, label: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Speed', exact: true }).selectOption({ label })
}

/** Has every page that opens from now on in a theme, as a visitor who chose it on an earlier visit. */
export async function wear(page: Page, theme: string): Promise<void> {
  await page.addInitScript((name) => {
    if (location.protocol === 'http:')
      localStorage.setItem('exactly-once-lab.settings', JSON.stringify({ theme: name }))
  }, theme)
}

/** Opens the settings or the help. */
export async function openDialog(page: Page, name: 'Settings' | 'Help'): Promise<Locator> {
  await button(page, name).click()
  const dialog = page.getByRole('dialog', { name, exact: true })
  await expect(dialog).toBeVisible()
  return dialog
}

/** Lets so many animation frames pass: time enough for anything that still moves to have moved. */
export const frames = (page: Page, count: number): Promise<void> =>
  page.evaluate(async (left) => {
    for (let i = 0; i < left; i++) await new Promise(requestAnimationFrame)
  }, count)

/** Expects that nothing moves: the playhead and the picture are the same half a second later. */
export async function expectStill(page: Page): Promise<void> {
  const before = [await nowMs(page), await picture(page)]
  await frames(page, 30)
  expect([await nowMs(page), await picture(page)]).toEqual(before)
}

/** Clicks with the mouse on something that moves, as a hand does: near it first, where the lab slows it, then on it. */
export async function clickMoving(page: Page, target: Locator): Promise<void> {
  const near = await middleOf(target)
  await page.mouse.move(near.x, near.y)
  const { x, y } = await middleOf(target)
  await page.mouse.click(x, y)
}

/** Where its middle is, asked in one go: what moves is elsewhere by a second question. */
export const middleOf = (target: Locator): Promise<{ x: number; y: number }> =>
  target.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
  })

/** The diagram as text. The order of attributes and empty ones mean nothing. */
const picture = (page: Page): Promise<string> =>
  page.locator('.diagram svg').evaluateAll((drawings) => {
    const text = (element: Element): string => {
      const attributes = [...element.attributes]
        .filter(({ value }) => value !== '')
        .map(({ name, value }) => ` ${name}="${value}"`)
        .sort()
      const children = [...element.childNodes].map((node) =>
        node instanceof Element ? text(node) : (node.textContent ?? ''),
      )
      return `<${element.tagName}${attributes.join('')}>${children.join('')}\n`
    }
    return drawings.map(text).join('')
  })

/** All that a paused page says in words. */
export async function words(page: Page): Promise<object> {
  const all = {
    score: score(page),
    status: status(page).innerText(),
    heads: heads(page).innerText(),
    clock: clock(page).innerText(),
    labels: page.locator('.diagram svg text').allTextContents(),
  }
  const said = await Promise.all(Object.values<Promise<unknown>>(all))
  return Object.fromEntries(Object.keys(all).map((name, i) => [name, said[i]]))
}

/** All that a paused page says, and its picture. */
export const saying = async (page: Page): Promise<object> => ({
  ...(await words(page)),
  picture: await picture(page),
})

/** The rows of the event table, which it switches to. */
export async function events(page: Page): Promise<string[]> {
  await button(page, 'Table').click()
  const rows = page.getByRole('table', { name: 'Events', exact: true }).locator('tbody tr')
  await expect(rows.first()).toBeVisible()
  return rows.allInnerTexts()
}

/** What axe finds against WCAG 2.2 AA and good practice, one line each. */
export async function violations(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  // It puts axe into the page at each call, 0.3 s; once is enough. Legacy mode opens no second window to sum up frames.
  const there = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(there ? { axeSource: ';' } : {}) }).setLegacyMode()
  // Without the elements that pass: their list is nine tenths of the answer and two thirds of its time.
  const found = await axe
    .options({ resultTypes: ['violations'] })
    .withTags(tags)
    // A preview and the lab around it are two pages, which have landmarks of the same names.
    .disableRules((await page.locator('iframe').count()) > 0 ? ['landmark-unique'] : [])
    .analyze()
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target} ${any.map(({ message }) => message).join('; ')}`),
  )
}

/** What WCAG 1.4.12 asks a page to bear. A sheet made by script, because the page's policy allows no styles from elsewhere. */
export const spaceText = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`
      * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-bottom: 2em !important; }
      svg * { letter-spacing: normal !important; word-spacing: normal !important; }`)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  })
