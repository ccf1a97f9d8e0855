// What a visitor waits for: bytes and requests of the first load, a step back, frames on a slow machine. The page is
// the build, served by Vite's preview and shown by the same Chromium that runs the browser tests.
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright'
import { preview } from 'vite'
import { launch } from '../scripts/chromium.mjs'
import { measureLessons } from './lessons.mjs'
import { median } from './sim.mjs'
import { measureStress } from './stress.mjs'

/** @typedef {import('playwright').Page} Page */
/** @typedef {{ median: number, worst: number, steps: number }} Steps  milliseconds */
/** @typedef {{ fps: number, longestMs: number, long: number, marks: number, seconds: number, spent: Spent }} Play */
/** @typedef {{ script: number, style: number, layout: number, other: number }} Spent  of the main thread, in percent */

const viewport = { width: 1440, height: 900 }
/** The canonical script, and a crowd: several messages at once, with losses of both kinds. */
const links = {
  standard: 'v=1&mode=at-least-once&faults=drop:a1.1,drop:m2.1',
  eight: 'v=1&mode=at-least-once&messages=8&faults=drop:a1.1,drop:m2.1',
  crowd: 'v=1&mode=at-least-once&messages=60&sendEveryMs=400&lineMs=50&loseMessagePct=10&loseAckPct=10&seed=1',
}

/** @param {string} root @param {string} outDir  where the build is */
async function serve(root, outDir) {
  const server = await preview({
    root,
    configFile: false,
    base: './',
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 4199 },
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the preview has no address')
  return { server, url, browser: await chromium.launch(launch) }
}

/** @param {string} root @param {string} outDir */
export async function measureLongRun(root, outDir) {
  const { server, url, browser } = await serve(root, outDir)
  try {
    const page = await browser.newPage({ viewport })
    await page.goto(`${url}#${links.standard}`)
    await page.getByRole('toolbar', { name: 'Playback' }).waitFor()
    return await measureStress(page)
  } finally {
    await browser.close()
    await server.close()
  }
}

/** @param {string} root @param {string} outDir @param {readonly string[]} lessonIds */
export async function measureCourse(root, outDir, lessonIds) {
  const { server, url, browser } = await serve(root, outDir)
  try {
    return await measureLessons(browser, url, lessonIds)
  } finally {
    await browser.close()
    await server.close()
  }
}

/** @param {string} root @param {string} outDir  where the build is @param {readonly string[]} lessonIds */
export async function measurePage(root, outDir, lessonIds) {
  const { server, url, browser } = await serve(root, outDir)
  try {
    /** @param {string} hash @param {number} [slower] */
    const open = async (hash, slower = 1) => {
      const page = await browser.newPage({ viewport })
      await page.goto(`${url}#${hash}`)
      await page.getByRole('toolbar', { name: 'Playback' }).waitFor()
      await throttle(page, slower)
      return page
    }
    return {
      chromium: browser.version(),
      load: await firstLoad(browser, url),
      back: await stepsBack(await open(`${links.standard}&t=600000`)),
      backSlow: await stepsBack(await open(`${links.standard}&t=600000`, 4)),
      backCrowd: await stepsBack(await open(`${links.crowd}&t=600000`)),
      knob: await turnsOfAKnob(await open(`${links.eight}&t=600000`)),
      stress: await measureStress(await open(links.standard)),
      frames: await frames(await open(links.crowd, 4)),
      empty: await emptyFrames(browser, 4),
      course: await measureLessons(browser, url, lessonIds),
    }
  } finally {
    await browser.close()
    await server.close()
  }
}

/** @param {Page} page @param {number} rate */
async function throttle(page, rate) {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}

/** @param {import('playwright').Browser} browser @param {string} url */
async function firstLoad(browser, url) {
  const page = await browser.newPage({ viewport })
  /** @type {Promise<{ url: string, kind: string, bytes: number }>[]} */
  const bodies = []
  page.on('response', (response) => {
    const kind = response.request().resourceType()
    if (response.url().startsWith('data:')) return
    bodies.push(response.body().then((body) => ({ url: response.url(), kind, bytes: gzipSync(body).length })))
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  const all = await Promise.all(bodies)
  /** @param {typeof all} some */
  const kB = (some) => some.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
  await page.close()
  return {
    requests: all.length,
    elsewhere: all.filter((response) => !response.url.startsWith(url)).length,
    script: kB(all.filter(({ kind }) => kind === 'script')),
    total: kB(all),
  }
}

/**
 * From the end of the run to its beginning by "Step back". `work`: until React is done and layout is forced; `shown`:
 * two animation frames beyond two empty ones, so that painting is in it; it comes in multiples of a frame.
 * @param {Page} page
 * @returns {Promise<{ work: Steps, shown: Steps }>}
 */
async function stepsBack(page) {
  const all = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const button = /** @type {HTMLButtonElement} */ (
      [...document.querySelectorAll('button')].find(
        (element) => (element.getAttribute('aria-label') ?? element.textContent) === 'Step back',
      )
    )
    const time = /** @type {HTMLInputElement} */ (document.querySelector('input[type="range"]'))
    const found = []
    for (let i = 0; i < 60 && Number(time.value) > 0; i++) {
      await frame()
      let start = performance.now()
      await frame()
      await frame()
      const empty = performance.now() - start
      await frame()
      start = performance.now()
      button.click()
      await Promise.resolve()
      document.body.getBoundingClientRect()
      const work = performance.now() - start
      await frame()
      await frame()
      found.push({ work, shown: Math.max(0, performance.now() - start - empty) })
    }
    return found
  })
  await page.close()
  if (all.length < 5) throw new Error(`only ${all.length} steps back were made: is "Step back" still a button?`)
  /** @param {number[]} ms */
  const of = (ms) => ({ median: median(ms), worst: Math.max(...ms), steps: ms.length })
  return { work: of(all.map(({ work }) => work)), shown: of(all.map(({ shown }) => shown)) }
}

/**
 * Turns the timeout up and down with the mechanism open, the run shown to its end. `work`: until React is done and layout
 * is forced; `shown`: from the click until the frame after it is painted, the wait for that frame included. `long`: tasks
 * over 50 ms while it is turned again and again, a change every frame.
 * @param {Page} page
 * @returns {Promise<{ work: Steps, shown: Steps, long: number, longestMs: number }>}
 */
async function turnsOfAKnob(page) {
  await page.getByRole('button', { name: 'Open the mechanism' }).click()
  await page
    .getByRole('button', { name: /^Longer by/ })
    .first()
    .waitFor()
  const found = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const painted = async () => {
      await frame()
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = resolve
        port2.postMessage(null)
      })
    }
    /** @param {string} name */
    const button = (name) => /** @type {HTMLButtonElement} */ (document.querySelector(`button[aria-label^="${name}"]`))
    const [longer, shorter] = [button('Longer by'), button('Shorter by')]
    /** @type {number[]} */
    const tasks = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask' })
    const turns = []
    for (let i = 0; i < 22; i++) {
      for (let rest = 0; rest < 5; rest++) await frame()
      const start = performance.now()
      ;(i % 6 < 3 ? longer : shorter).click()
      await Promise.resolve()
      document.body.getBoundingClientRect()
      const work = performance.now() - start
      await painted()
      turns.push({ work, shown: performance.now() - start })
    }
    for (let i = 0; i < 60; i++) {
      ;(i % 20 < 10 ? longer : shorter).click()
      await frame()
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
    return { turns: turns.slice(2), tasks }
  })
  await page.close()
  /** @param {number[]} ms */
  const of = (ms) => ({ median: median(ms), worst: Math.max(...ms), steps: ms.length })
  return {
    work: of(found.turns.map(({ work }) => work)),
    shown: of(found.turns.map(({ shown }) => shown)),
    long: found.tasks.length,
    longestMs: Math.max(0, ...found.tasks),
  }
}

/**
 * Plays the crowd and watches. Marks are lines of packets, notes and timer bars inside the viewport.
 * @param {Page} page
 * @returns {Promise<Play>}
 */
async function frames(page) {
  const seconds = 8
  // Into the thick of it first: the crowd is on its way after a few seconds of virtual time.
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForTimeout(5000)
  const tasks = await page.evaluateHandle(() => {
    /** @type {number[]} */
    const durations = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(duration)
    }).observe({ type: 'longtask' })
    return durations
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const before = await metrics(session)
  const fps = await countFrames(page, seconds)
  const after = await metrics(session)
  const long = await tasks.jsonValue()
  const marks = await page.evaluate(() => {
    const view = /** @type {Element} */ (document.querySelector('.viewport')).getBoundingClientRect()
    const paper = /** @type {Element} */ (document.querySelector('.paper')).getBoundingClientRect().top
    const isSeen = (/** @type {number} */ top, /** @type {number} */ bottom) => bottom > view.top && top < view.bottom
    // Where there is much to draw, one path draws many lines, and each word stands for its mark.
    const lines = [...document.querySelectorAll('.viewport [data-marks] > path.wire')].flatMap((path) =>
      [...(path.getAttribute('d') ?? '').matchAll(/M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)/g)].filter((line) =>
        isSeen(paper + Number(line[1]), paper + Number(line[2])),
      ),
    )
    return (
      lines.length +
      [...document.querySelectorAll('.viewport :is(line.wire, .note text)')].filter((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return isSeen(top, bottom)
      }).length
    )
  })
  await page.close()
  /** @param {string} name */
  const percent = (name) => (100 * ((after.get(name) ?? 0) - (before.get(name) ?? 0))) / seconds
  const [script, style, layout] = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'].map(percent)
  const spent = { script: script ?? 0, style: style ?? 0, layout: layout ?? 0, other: 0 }
  spent.other = percent('TaskDuration') - spent.script - spent.style - spent.layout
  return { fps, longestMs: Math.max(0, ...long), long: long.length, marks, seconds, spent }
}

/** @param {import('playwright').CDPSession} session  of a page whose Performance domain is enabled */
async function metrics(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return new Map(metrics.map(({ name, value }) => [name, value]))
}

/** @param {import('playwright').Browser} browser @param {number} slower @returns {Promise<number>} */
async function emptyFrames(browser, slower) {
  const page = await browser.newPage({ viewport })
  await throttle(page, slower)
  const fps = await countFrames(page, 5)
  await page.close()
  return fps
}

/** @param {Page} page @param {number} seconds @returns {Promise<number>} */
function countFrames(page, seconds) {
  return page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const start = performance.now()
        let count = 0
        /** @param {number} now */
        const onFrame = (now) => {
          count++
          if (now - start < ms) requestAnimationFrame(onFrame)
          else resolve((count * 1000) / (performance.now() - start))
        }
        requestAnimationFrame(onFrame)
      }),
    seconds * 1000,
  )
}
