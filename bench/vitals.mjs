// What browsers count of a visit: how much a page moves by itself, how long it keeps a visitor waiting who touches it, how
// long it is busy before that; what an embed costs that nobody sees; and Lighthouse, where LIGHTHOUSE names the folder of
// one that is installed elsewhere. Every page in a fresh browser context, slowed down four times.
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright'
import { launch } from '../scripts/chromium.mjs'
import { staticHost } from './host.mjs'
import { median } from './sim.mjs'

/** @typedef {import('playwright').Page} Page */
/** @typedef {import('playwright').Browser} Browser */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ cls: number, lcp: number, tbt: number, longest: number, moved: string[] }} Load  milliseconds, but for cls */
/** @typedef {{ name: string, size: Size, ms: number[] }} Press  what a press took, each time, until it was painted */
/** @typedef {{ name: string, share: number[] }} Idle  of a core, in percent */
/** @typedef {{ name: string, performance: number[], accessibility: number[], practices: number[], seo: number[], lcp: number[], tbt: number[], cls: number[] }} Rating */

const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
]
const slower = 4
const times = 3
const run = 'v=1&mode=at-least-once&faults=drop:a1.1,drop:m2.1'

/** The pages that are rated, and that ratings are compared by. */
const rated = {
  'start page': '',
  'page of a lesson': 'lesson/lose-the-ack/',
  'lesson in the lab': '#v=1&page=lesson/lose-the-ack',
  embed: `?embed=1#${run}`,
  'embed of a lesson': '?embed=1#v=1&page=lesson/lose-the-ack',
}

/** Everything that has an address of its own. */
const pages = {
  ...rated,
  'run of a link': `#${run}&t=5900`,
  'question of a lesson': '#v=1&page=lesson/lose-the-ack/predict',
  'embed, first visit': '?embed=1',
  course: '#v=1&page=course',
  worksheet: '#v=1&page=worksheet/lose-the-ack',
  comparison: '#v=1&page=compare',
  costs: '#v=1&page=costs',
  table: '#v=1&page=table',
  glossary: '#v=1&page=glossary',
  theory: '#v=1&page=theory',
  puzzles: '#v=1&page=puzzles',
  drill: '#v=1&page=drill',
}

/** @param {string} outDir  where the build is @param {{ log?: ((text: string) => void) | undefined, only?: string[] }} [how] */
export async function measureVitals(outDir, { log = () => {}, only = [] } = {}) {
  const wants = (/** @type {string} */ part) => only.length === 0 || only.includes(part)
  const host = await staticHost(outDir, { 'host.html': hostPage })
  const browser = await chromium.launch(launch)
  try {
    /** @type {{ name: string, size: Size, loads: Load[] }[]} */
    const loads = []
    for (const [name, path] of wants('load') ? Object.entries(pages) : []) {
      for (const size of sizes) {
        const found = []
        for (let i = 0; i < (name in rated ? times : 1); i++) found.push(await load(browser, host.url + path, size))
        loads.push({ name, size, loads: found })
        log(`${name} ${size.width}: ${JSON.stringify(found)}`)
      }
    }
    /** @type {Press[]} */
    const presses = []
    for (const size of wants('press') ? sizes : []) {
      for (let i = 0; i < times; i++) {
        for (const { name, ms } of await press(browser, host.url, size)) {
          const known = presses.find((p) => p.name === name && p.size === size)
          if (known) known.ms.push(ms)
          else presses.push({ name, size, ms: [ms] })
        }
      }
      log(JSON.stringify(presses.filter((p) => p.size === size)))
    }
    const idle = wants('idle') ? await unseen(host.url, log) : []
    return { loads, presses, idle, ratings: wants('lighthouse') ? await rate(host.url, log) : null }
  } finally {
    await browser.close()
    host.close()
  }
}

/** @param {Browser} browser @param {Size} size @param {string} url  */
async function visit(browser, size, url) {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'no-preference', serviceWorkers: 'block' })
  const page = await context.newPage()
  await page.addInitScript(watch)
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  await page.goto(url)
  return { page, context }
}

/** Runs in the page before anything else: keeps what the browser reports. */
function watch() {
  /** @type {Record<string, PerformanceEntry[]>} */
  const seen = { shifts: [], tasks: [], paints: [], events: [] }
  Reflect.set(globalThis, 'seen', seen)
  const observe = (/** @type {string} */ type, /** @type {string} */ to, more = {}) =>
    new PerformanceObserver((list) => seen[to]?.push(...list.getEntries())).observe({ type, buffered: true, ...more })
  observe('layout-shift', 'shifts')
  observe('longtask', 'tasks')
  observe('largest-contentful-paint', 'paints')
  observe('paint', 'paints')
  observe('event', 'events', { durationThreshold: 16 })
}

/**
 * Loads a page and leaves it alone for some seconds: what plays by itself, plays.
 * @param {Browser} browser @param {string} url @param {Size} size @returns {Promise<Load>}
 */
async function load(browser, url, size) {
  const { page, context } = await visit(browser, size, url)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(4000)
  const found = await page.evaluate(() => {
    /** @type {Record<string, any[]>} */
    const { shifts = [], tasks = [], paints = [] } = Reflect.get(globalThis, 'seen')
    // Sessions of shifts, as for CLS: at most 5 s long, with no gap over 1 s; the worst counts.
    let [worst, sum, first, last] = [0, 0, 0, 0]
    for (const { value, startTime, hadRecentInput } of shifts) {
      if (hadRecentInput) continue
      if (startTime - last > 1000 || startTime - first > 5000) [sum, first] = [0, startTime]
      sum += value
      last = startTime
      worst = Math.max(worst, sum)
    }
    const from = paints.find(({ name }) => name === 'first-contentful-paint')?.startTime ?? 0
    const blocking = tasks.filter(({ startTime }) => startTime >= from)
    return {
      cls: worst,
      lcp: Math.max(...paints.filter((p) => p.entryType === 'largest-contentful-paint').map((p) => p.startTime)),
      tbt: blocking.reduce((ms, { duration }) => ms + duration - 50, 0),
      longest: Math.max(0, ...tasks.map(({ duration }) => duration)),
      moved: shifts
        .filter(({ hadRecentInput, value }) => !hadRecentInput && value > 0.0005)
        .flatMap(({ value, sources }) =>
          sources.map(
            (/** @type {any} */ { node, previousRect, currentRect }) =>
              `${value.toFixed(3)} ${node?.className?.baseVal ?? node?.className ?? node?.nodeName} ${Math.round(previousRect.y)}→${Math.round(currentRect.y)}`,
          ),
        ),
    }
  })
  await context.close()
  return found
}

/**
 * What visitors do, by mouse and by key, and how long each took until what it changed was painted. 8 ms is the browser's
 * own unit; what is not reported took less than 16 ms.
 * @param {Browser} browser @param {string} url @param {Size} size
 */
async function press(browser, url, size) {
  const { page, context } = await visit(browser, size, `${url}#${run}`)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(500)
  /** @type {{ name: string, ms: number }[]} */
  const found = []
  /** @param {string} name @param {() => Promise<unknown>} act */
  const timed = async (name, act) => {
    await page.evaluate(() => {
      Reflect.get(globalThis, 'seen').events.length = 0
    })
    await act()
    await page.waitForTimeout(700)
    const ms = await page.evaluate(() => {
      /** @type {any[]} */
      const events = Reflect.get(globalThis, 'seen').events
      return Math.max(0, ...events.filter(({ interactionId }) => interactionId > 0).map(({ duration }) => duration))
    })
    found.push({ name, ms })
  }
  const button = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true })
  const slider = page.getByRole('slider', { name: 'Time', exact: true })
  /** @param {import('playwright').Locator} target */
  const click = async (target) => {
    const box = await target.boundingBox()
    if (box === null) throw new Error(`${target} is not to be seen`)
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  }
  const bring = async (/** @type {import('playwright').Locator} */ target) => {
    await target.scrollIntoViewIfNeeded()
    await page.waitForTimeout(100)
    return target
  }
  const go = async (/** @type {import('playwright').Locator} */ target) => click(await bring(target))

  await timed('step', () => go(button('Step forward')))
  await timed('step back', () => go(button('Step back')))
  await timed('play', () => go(button('Play')))
  await page.waitForTimeout(600)
  await timed('pause', () => go(button('Pause')))
  await slider.fill('800')
  await page.waitForTimeout(300)
  const packet = page.locator('.diagram .grab').first()
  await timed('lose a packet', () => go(packet))
  await timed('crash the receiver, by key', () => page.keyboard.press('Shift+C'))
  await timed('mode: at most once', () => go(page.locator('.guarantee label').first()))
  await timed('mode: effectively once', () => go(page.locator('.guarantee label').last()))
  const track = await (await bring(slider)).boundingBox()
  if (track === null) throw new Error('the slider is not to be seen')
  await timed('scrub', async () => {
    const y = track.y + track.height / 2
    await page.mouse.move(track.x + 10, y)
    await page.mouse.down()
    for (let i = 1; i <= 10; i++) await page.mouse.move(track.x + 10 + ((track.width - 30) * i) / 10, y)
    await page.mouse.up()
  })
  await timed('scrub, by key', () => slider.press('ArrowLeft'))
  await timed('open the settings', () => go(button('Settings')))
  await timed('close them', () => page.keyboard.press('Escape'))
  await timed('open the share dialog', () => go(button('Share…')))
  await page.waitForTimeout(1000)
  await timed('close it', () => page.keyboard.press('Escape'))
  await timed('table', () => go(button('Table')))
  await timed('diagram', () => go(button('Diagram')))
  if (size.width < 900) await timed('open the sheet', () => go(button('Ledger')))
  await timed('follow a message', () => go(page.locator('.row .follow').first()))
  await timed('open the mechanism', () => go(button('Open the mechanism')))
  await page.waitForTimeout(1500)
  await timed('close the mechanism', () => go(button('Close the mechanism')))
  await context.close()
  return found
}

/** A course page with a lab in it, above the fold until it is scrolled. */
const hostPage = `<!doctype html><html lang="en"><title>Course</title>
<body style="margin:0;height:6000px"><iframe title="Lab" width="900" height="640"
src="./?embed=1&autoplay=1#${run}"></iframe></body></html>`

/**
 * What a playing lab in a frame costs: seen, scrolled out of sight, and in a tab behind another. All threads of the
 * page's process; at the browser's own speed.
 * @param {string} url @param {(text: string) => void} log @returns {Promise<Idle[]>}
 */
async function unseen(url, log) {
  /** @type {Record<string, number[]>} */
  const found = { seen: [], 'out of sight': [], 'in a hidden tab': [], 'an empty page': [] }
  for (let i = 0; i < times; i++) {
    const browser = await chromium.launch(launch)
    try {
      const control = await browser.newBrowserCDPSession()
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'no-preference',
      })
      const spent = async () => {
        const { processInfo } = await control.send('SystemInfo.getProcessInfo')
        return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0)
      }
      /** @param {number} seconds */
      const share = async (seconds) => {
        const before = await spent()
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
        return (100 * ((await spent()) - before)) / seconds
      }
      const page = await context.newPage()
      await page.waitForTimeout(1500)
      found['an empty page']?.push(await share(5))
      await page.goto(`${url}host.html`)
      const frame = page.frameLocator('iframe')
      await frame.getByRole('button', { name: 'Pause', exact: true }).waitFor()
      found.seen?.push(await share(5))
      await page.evaluate(() => scrollTo(0, 5000))
      await page.waitForTimeout(1500)
      const clock = () => frame.locator('.clock').textContent()
      const before = await clock()
      found['out of sight']?.push(await share(8))
      if (before !== (await clock())) throw new Error('an embed that nobody sees went on')
      await page.evaluate(() => scrollTo(0, 0))
      await frame.getByRole('button', { name: 'Pause', exact: true }).waitFor()
      // Headless tabs are never hidden by others: the page is told so, as a tab that goes behind is.
      for (const inner of page.frames()) {
        await inner.evaluate(() => {
          Object.defineProperty(document, 'hidden', { value: true })
          document.dispatchEvent(new Event('visibilitychange'))
        })
      }
      await page.waitForTimeout(1500)
      found['in a hidden tab']?.push(await share(8))
    } finally {
      await browser.close()
    }
  }
  log(JSON.stringify(found))
  return Object.entries(found).map(([name, share]) => ({ name, share }))
}

/**
 * Lighthouse's own preset: a phone, its slow line and processor. Null where there is no Lighthouse.
 * @param {string} url @param {(text: string) => void} log @returns {Promise<{ version: string, ratings: Rating[] } | null>}
 */
async function rate(url, log) {
  const folder = process.env.LIGHTHOUSE
  if (!folder) return null
  const { default: lighthouse } = await import(pathToFileURL(join(folder, 'core/index.js')).href)
  /** @type {Rating[]} */
  const ratings = []
  let version = ''
  for (const [name, path] of Object.entries(rated)) {
    /** @type {Rating} */
    const rating = { name, performance: [], accessibility: [], practices: [], seo: [], lcp: [], tbt: [], cls: [] }
    for (let i = 0; i < times + 2; i++) {
      const port = 9223 + Math.floor(Number(new URL(url).port) % 1000)
      const browser = await chromium.launch({ ...launch, args: [...launch.args, `--remote-debugging-port=${port}`] })
      try {
        const { lhr } = await lighthouse(url + path, { port, output: 'json', logLevel: 'error' })
        version = lhr.lighthouseVersion
        const score = (/** @type {string} */ id) => Math.round(lhr.categories[id].score * 100)
        const value = (/** @type {string} */ id) => lhr.audits[id].numericValue
        rating.performance.push(score('performance'))
        rating.accessibility.push(score('accessibility'))
        rating.practices.push(score('best-practices'))
        rating.seo.push(score('seo'))
        rating.lcp.push(value('largest-contentful-paint'))
        rating.tbt.push(value('total-blocking-time'))
        rating.cls.push(value('cumulative-layout-shift'))
      } finally {
        await browser.close()
      }
    }
    ratings.push(rating)
    log(JSON.stringify(rating))
  }
  return { version, ratings }
}

/** How the section starts that the other parts leave alone. */
export const vitalsHeading = '## A visit'

/** @param {Awaited<ReturnType<typeof measureVitals>>} measured */
export function tellVitals({ loads, presses, idle, ratings }) {
  const met = (/** @type {boolean} */ met) => (met ? 'yes' : '**no**')
  const round = (/** @type {number} */ ms) => Math.round(ms)
  /** @param {number[]} all @param {(value: number) => string | number} tell */
  const spread = (all, tell) =>
    all.length === 1
      ? `${tell(median(all))}`
      : `${tell(median(all))} (${tell(Math.min(...all))}–${tell(Math.max(...all))})`
  const worstCls = (/** @type {Load[]} */ all) => Math.max(...all.map(({ cls }) => cls))
  const names = [...new Set(presses.map(({ name }) => name))]
  /** @param {string} name @param {number} width */
  const pressed = (name, width) => {
    const ms = presses.find((p) => p.name === name && p.size.width === width)?.ms
    return ms === undefined
      ? ''
      : `${median(ms) < 16 ? '< 16' : median(ms)}, ${Math.max(...ms) < 16 ? '< 16' : Math.max(...ms)}`
  }
  const inp = Math.max(0, ...presses.map(({ ms }) => median(ms)))
  const parts = [
    `${vitalsHeading}

Every page in a fresh browser context, nothing cached, from a static host with gzip, the processor slowed down ${slower} times;
${times} times each where there is a range, and once where there is none.

| page | width | CLS, worst | target ≤ 0.02 | LCP, ms: median (range) | TBT, ms | longest task, ms |
|---|--:|--:|---|--:|--:|--:|
${loads
  .map(
    ({ name, size, loads }) =>
      `| ${name} | ${size.width} | ${worstCls(loads).toFixed(3)} | ${met(worstCls(loads) <= 0.02)} | ${[loads.map(({ lcp }) => lcp), loads.map(({ tbt }) => tbt), loads.map(({ longest }) => longest)].map((all) => spread(all, round)).join(' | ')} |`,
  )
  .join('\n')}`,
    `From a press until what it changed is painted, ms: median, worst of ${times}. INP at this: ${inp} ms (target ≤ 100: ${met(inp <= 100)}).

| press | 390 wide | 1440 wide |
|---|--:|--:|
${names.map((name) => `| ${name} | ${pressed(name, 390)} | ${pressed(name, 1440)} |`).join('\n')}`,
    `A playing lab in the frame of another page, all threads of the page's process, not slowed down:

| the frame is | of a core: median (range) | target | met |
|---|--:|--:|---|
${idle
  .map(({ name, share }) => {
    const target = name === 'out of sight' || name === 'in a hidden tab'
    return `| ${name} | ${spread(share, (percent) => percent.toFixed(2))} % | ${target ? '< 1 %' : ''} | ${target ? met(median(share) < 1) : ''} |`
  })
  .join('\n')}`,
  ]
  if (ratings !== null) {
    parts.push(`Lighthouse ${ratings.version}, its preset for phones; median (range) of ${times + 2}. Targets: performance ≥ 95, accessibility 100,
best practices 100, SEO ≥ 95.

| page | performance | accessibility | best practices | SEO | LCP, ms | TBT, ms | CLS | met |
|---|--:|--:|--:|--:|--:|--:|--:|---|
${ratings.ratings
  .map(
    (r) =>
      `| ${r.name} | ${[r.performance, r.accessibility, r.practices, r.seo, r.lcp, r.tbt].map((all) => spread(all, round)).join(' | ')} | ${median(r.cls).toFixed(3)} | ${met(median(r.performance) >= 95 && Math.min(...r.accessibility) === 100 && Math.min(...r.practices) === 100 && Math.min(...r.seo) >= 95)} |`,
  )
  .join('\n')}`)
  }
  return parts.join('\n\n')
}
