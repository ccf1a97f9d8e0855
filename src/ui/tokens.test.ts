import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync('src/ui/lab.css', 'utf8')
const themes = ['light', 'dark', 'contrast', 'projector'] as const
type Theme = (typeof themes)[number]

/** The colours of a theme: its own, over those of the root, of which light and dark each take their half. */
function tokens(theme: Theme): Record<string, string> {
  const declared = (selector: string) => {
    const body = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? ''
    return [...body.matchAll(/--([a-z]+): (light-dark\((#\w+), (#\w+)\)|#\w+);/g)]
  }
  const half = theme === 'light' || theme === 'projector' ? 3 : 4
  return Object.fromEntries(
    [
      ...declared(':root,\n  [data-theme]'),
      ...(theme === 'light' || theme === 'dark' ? [] : declared(`:root[data-theme="${theme}"]`)),
    ].map((found) => [found[1] as string, found[half] ?? (found[2] as string)]),
  )
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['bg', 'surface', 'lane']
/** Of each: on which grounds it stands, and the least contrast there. Lines and borders are graphics, the rest is text. */
const least: Record<string, number> = {
  ink: 4.5,
  muted: 4.5,
  traffic: 4.5,
  lost: 4.5,
  dup: 4.5,
  line: 3,
  border: 3,
  focus: 3,
}

for (const theme of themes) {
  test(`${theme}: text has 4.5 to 1 on every ground, graphics, borders and the focus 3 to 1`, () => {
    const of = tokens(theme)
    for (const [token, ratio] of Object.entries(least)) {
      for (const ground of grounds) {
        const found = contrast(of[token] as string, of[ground] as string)
        expect(found, `${token} ${of[token]} on ${ground} ${of[ground]}`).toBeGreaterThanOrEqual(ratio)
      }
    }
    expect(contrast(of.on as string, of.traffic as string), 'a message’s label').toBeGreaterThanOrEqual(4.5)
    // The ring is two colours, so that it is seen around whatever has the colour of one of them.
    expect(contrast(of.focus as string, of.bg as string), 'the two colours of the ring').toBeGreaterThanOrEqual(3)
  })
}

test('a projector gets 7 to 1 for all three hues, on white', () => {
  const of = tokens('projector')
  for (const hue of ['traffic', 'lost', 'dup']) {
    expect(contrast(of[hue] as string, of.bg as string), hue).toBeGreaterThanOrEqual(7)
  }
})

test('the formula gives the figures of the design table', () => {
  expect(contrast('#1467c2', '#ffffff')).toBeCloseTo(5.6, 1)
  expect(contrast('#505a66', '#e9edf2')).toBeCloseTo(6.0, 1)
  expect(contrast('#f26644', '#1b242d')).toBeCloseTo(5.1, 1)
  expect(contrast('#ffffff', '#000000')).toBe(21)
})

test('animations run only where the motion attribute allows it, which follows the system and the setting', () => {
  const sheets = readdirSync('src/ui', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .map((file) => readFileSync(`src/ui/${file}`, 'utf8'))
  for (const sheet of sheets) {
    expect(sheet).not.toMatch(/prefers-reduced-motion|transition:/)
    for (const [rule, selector] of sheet.matchAll(/([^{};]+)\{[^{}]*animation: (?!none)/g)) {
      expect(selector, rule).toContain(':root[data-motion="auto"]')
    }
  }
})

test('no word is a picture: marks are drawn, never letters of a font that may lack them', () => {
  for (const file of readdirSync('src/words').filter((name) => name.endsWith('.json'))) {
    expect(readFileSync(`src/words/${file}`, 'utf8').match(/\p{So}|\p{Co}|\uFE0F/gu) ?? [], file).toEqual([])
  }
})
