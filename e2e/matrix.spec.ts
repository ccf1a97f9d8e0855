import process from 'node:process'
import { expect, test } from 'playwright/test'
import { broken } from './invariants.ts'
import { button, frames, open, spaceText, violations } from './lab.ts'

/** What the page can be like. The last four sizes are a phone on its side, and desktops at 200 % and 400 %. */
const dimensions = {
  size: ['1440×900', '1024×768', '390×844', '320×640', '844×390', '720×450', '360×225', '320×256'],
  theme: ['light', 'dark', 'contrast', 'projector'],
  mechanism: ['closed', 'open'],
  aid: ['none', 'forced colours', 'text spacing'],
} as const

type Case = { [Dimension in keyof typeof dimensions]: (typeof dimensions)[Dimension][number] }

const all = Object.entries(dimensions).reduce<object[]>(
  (cases, [name, values]) => cases.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
  [{}],
) as Case[]

/** Every pair of values of two dimensions in some case, in few cases: each next one is the one with the most new pairs. */
function pairwise(cases: readonly Case[]): Case[] {
  const pairsOf = (one: Case) => {
    const values = Object.values(one)
    return values.flatMap((a, i) => values.slice(i + 1).map((b) => `${a} and ${b}`))
  }
  const left = new Set(cases.flatMap(pairsOf))
  const chosen: Case[] = []
  while (left.size > 0) {
    const news = (one: Case) => pairsOf(one).filter((pair) => left.has(pair)).length
    const best = cases.reduce((a, b) => (news(b) > news(a) ? b : a))
    for (const pair of pairsOf(best)) left.delete(pair)
    chosen.push(best)
  }
  return chosen
}

/** m1 comes again while m2 is on its way and the receiver handles; a crash of each process; an alert-free end. */
const scenes = [
  'mode=effectively-once&commit=keyFirst&faults=drop:a1.1,drop:m2.1&t=4150',
  'mode=at-least-once&faults=crash:receiver@1150,crash:sender@4500~600&t=4700',
]

for (const one of process.env.MATRIX === 'full' ? all : pairwise(all)) {
  const { size, theme, mechanism, aid } = one
  test(`${size}, ${theme}, mechanism ${mechanism}, ${aid}: axe finds nothing and everything fits`, async ({ page }) => {
    test.setTimeout(60_000)
    const [width = 0, height = 0] = size.split('×').map(Number)
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: aid === 'forced colours' ? 'active' : 'none' })
    await open(page, scenes[0])
    await page.getByRole('combobox', { name: 'Theme', exact: true }).selectOption(theme)
    if (aid === 'text spacing') await spaceText(page)
    if (mechanism === 'open') {
      if (await button(page, 'Ledger').isVisible()) await button(page, 'Ledger').click()
      await button(page, 'Open the mechanism').click()
      await expect(page.getByRole('region', { name: 'Environment', exact: true })).toBeAttached()
    }
    await frames(page, 3)
    expect.soft(await violations(page), 'axe').toEqual([])
    for (const scene of scenes) {
      await page.evaluate((link) => {
        location.hash = link
      }, `v=1&${scene}`)
      await frames(page, 5)
      expect.soft(await broken(page), scene).toEqual([])
    }
  })
}
