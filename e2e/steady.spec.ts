import { expect, test } from 'playwright/test'

const run = 'v=1&mode=at-least-once&faults=drop:a1.1,drop:m2.1'

/** Address, and what is there when it has come to rest: the opening plays to its ring, the lesson to its question. */
const visits = [
  ['./', '.ring'],
  ['./#v=1&page=lesson/lose-the-ack', '.tutor .choice'],
  [`./?embed=1#${run}`, '.claims .badges'],
  ['./?embed=1#v=1&page=lesson/lose-the-ack', '.tutor .choice'],
] as const

test('a page stays where it is while its parts come and play', async ({ page, context }) => {
  const sizes = [
    { width: 390, height: 844 },
    { width: 1440, height: 900 },
  ]
  const all = sizes.flatMap((size) => visits.map(([address, there]) => ({ size, address, there })))
  const moved = await Promise.all(
    all.map(async ({ size, address, there }, i) => {
      const tab = i === 0 ? page : await context.newPage()
      await tab.setViewportSize(size)
      await tab.addInitScript(() => {
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { value, sources } = entry as PerformanceEntry & { value: number; sources: { node?: Element }[] }
            const kept: [number, string[]][] = Reflect.get(globalThis, 'shifts') ?? []
            kept.push([value, sources.map(({ node }) => `${node?.nodeName}.${node?.getAttribute?.('class')}`)])
            Reflect.set(globalThis, 'shifts', kept)
          }
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await tab.goto(address)
      await expect(tab.locator(there).first()).toBeVisible({ timeout: 20_000 })
      await tab.waitForTimeout(300)
      const shifts = await tab.evaluate((): [number, string[]][] => Reflect.get(globalThis, 'shifts') ?? [])
      const sum = shifts.reduce((all, [value]) => all + value, 0)
      if (i > 0) await tab.close()
      return sum <= 0.02 ? [] : [`${address} at ${size.width}: ${sum.toFixed(3)} ${JSON.stringify(shifts)}`]
    }),
  )
  expect(moved.flat()).toEqual([])
})
