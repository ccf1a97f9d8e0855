import process from 'node:process'
import { expect, type Page, test } from 'playwright/test'
import { broken } from './invariants.ts'
import { frames, sizes, spaceText, violations } from './lab.ts'
import { openView, states, type View, views } from './views.ts'

/** The themes in which a view is looked at, and what a visitor's browser may put over them. */
const looks = ['light', 'dark', 'contrast', 'projector', 'forced colours', 'text spacing'] as const

interface Case {
  readonly view: string
  readonly state: keyof typeof states | 'open'
  readonly size: string
  readonly look: (typeof looks)[number]
}

const casesOf = ([view, { states = [], sizes: more = [] }]: [string, View]): Case[] =>
  (['open', ...states] as const).flatMap((state) =>
    [...sizes, ...more].flatMap(({ width, height }) =>
      looks.map((look) => ({ view, state, size: `${width}×${height}`, look })),
    ),
  )

const all = Object.entries(views).flatMap(casesOf)

/** What is looked at together: each view in each of its states, and each pair of view, size, look and kind of state. */
function pairsIn({ view, state, size, look }: Case): string[] {
  const kind = state === 'open' || state === 'playing' ? state : 'opened further'
  const values = [view, kind, size, look]
  return [`${view}: ${state}`, ...values.flatMap((a, i) => values.slice(i + 1).map((b) => `${a} and ${b}`))]
}

/** Every pair that some case has is in one that is chosen; few are: each next one is the one with the most new pairs. */
function pairwise(cases: readonly Case[]): Case[] {
  const pairsOf = new Map(cases.map((one) => [one, pairsIn(one)]))
  const left = new Set([...pairsOf.values()].flat())
  const chosen: Case[] = []
  while (left.size > 0) {
    let most = 0
    let best: Case | undefined
    for (const [one, pairs] of pairsOf) {
      const news = pairs.filter((pair) => left.has(pair)).length
      if (news > most) [most, best] = [news, one]
    }
    if (best === undefined) break
    for (const pair of pairsOf.get(best) ?? []) left.delete(pair)
    chosen.push(best)
  }
  return chosen
}

/**
 * What axe finds. A phone's transport stays at the foot of its window and lies over what is scrolled beneath it: what is
 * partly under it is asked about again at the end of the page.
 */
async function found(page: Page): Promise<string[]> {
  const first = await violations(page)
  if (!first.some((line) => /partially obscured/.test(line))) return first
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  await frames(page, 2)
  const target = (line: string) => line.slice(0, line.indexOf(' Target has'))
  const again = new Set((await violations(page)).map(target))
  await page.evaluate(() => scrollTo(0, 0))
  return first.filter((line) => !/partially obscured/.test(line) || again.has(target(line)))
}

/** Stops what plays, where it is: in the page or in the frame that it shows. */
async function rest(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    const pause = frame.getByRole('button', { name: 'Pause', exact: true }).first()
    if (await pause.isVisible()) await pause.click()
  }
  await frames(page, 2)
}

for (const { view, state, size, look } of process.env.MATRIX === 'full' ? all : pairwise(all)) {
  test(`${view}, ${state}, at ${size}, ${look}: axe finds nothing and everything fits`, async ({ page }) => {
    test.setTimeout(60_000)
    const [width = 0, height = 0] = size.split('×').map(Number)
    await page.setViewportSize({ width, height })
    if (look === 'forced colours') await page.emulateMedia({ forcedColors: 'active' })
    await openView(page, views[view] as View, /^(forced|text)/.test(look) ? 'auto' : look)
    if (look === 'text spacing') await spaceText(page)
    const entered = state === 'open' ? undefined : states[state]
    await entered?.enter(page)
    await frames(page, 3)
    expect.soft(await found(page), 'axe').toEqual([])
    // Marks that move cross each other: whether everything fits is asked at rest.
    if (state === 'playing') await rest(page)
    // What lies under a dialog, or under a sheet on a phone, is meant to.
    const covers = entered !== undefined && 'covers' in entered
    const others = process.env.MATRIX === 'full' ? [] : sizes
    for (const seen of [{ width, height }, ...others]) {
      await page.setViewportSize(seen)
      await frames(page, 3)
      const lines = (await broken(page)).filter((line) => !covers || !/ lies under /.test(line))
      expect.soft(lines, `${seen.width}×${seen.height}`).toEqual([])
    }
  })
}
