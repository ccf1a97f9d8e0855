// What a learner waits for: from a lesson's link until it can be worked with, and until it asks; and what a first
// visitor has to do until a first prediction is answered. Each lesson in a fresh browser context, nothing cached.
/** @typedef {import('playwright').Browser} Browser */
/** @typedef {import('playwright').Page} Page */
/** @typedef {{ id: string, stands: number, asks: number }} LessonTime  milliseconds from the navigation on */

const viewport = { width: 1440, height: 900 }

/** @param {Browser} browser @param {string} url @param {readonly string[]} ids */
export async function measureLessons(browser, url, ids) {
  /** @type {LessonTime[]} */
  const lessons = []
  for (const id of ids) {
    lessons.push({
      id,
      stands: await until(browser, `${url}#v=1&page=lesson/${id}`, '.tutor .primary'),
      asks: await until(browser, `${url}#v=1&page=lesson/${id}/predict`, '.tutor .choice'),
    })
  }
  return { lessons, first: await firstPrediction(browser, url) }
}

/**
 * Until an element and the picture of the run are there and painted, by the page's own clock.
 * @param {Browser} browser @param {string} address @param {string} selector
 */
async function until(browser, address, selector) {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.addInitScript((wanted) => {
    const look = () => {
      const there = document.querySelector(wanted) && document.querySelector('.diagram svg')
      if (there) requestAnimationFrame(() => performance.mark('there'))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, selector)
  await page.goto(address)
  await page.waitForFunction(() => performance.getEntriesByName('there').length > 0)
  const ms = await page.evaluate(() => performance.getEntriesByName('there')[0]?.startTime ?? Number.POSITIVE_INFINITY)
  await context.close()
  return ms
}

/**
 * A visitor who has never been here, with motion, who goes straight to the course and answers the first question as soon
 * as it is asked. What somebody needs to read comes on top.
 * @param {Browser} browser @param {string} url
 */
async function firstPrediction(browser, url) {
  const context = await browser.newContext({ viewport, reducedMotion: 'no-preference' })
  const page = await context.newPage()
  await page.goto(url)
  let clicks = 0
  /** @param {import('playwright').Locator} target */
  const click = async (target) => {
    await target.waitFor()
    await target.click()
    clicks++
  }
  await click(page.getByRole('button', { name: 'Course', exact: true }))
  await click(page.locator('.course ol a').first())
  await click(page.locator('.tutor .choice').first())
  await page.getByText(/^You said/).waitFor()
  const ms = await page.evaluate(() => performance.now())
  await context.close()
  return { clicks, seconds: ms / 1000 }
}

/** @param {Awaited<ReturnType<typeof measureLessons>>} measured */
export function tellLessons({ lessons, first }) {
  /** @param {'stands' | 'asks'} what */
  const worst = (what) => lessons.reduce((a, b) => (b[what] > a[what] ? b : a))
  /** @param {boolean} met */
  const met = (met) => (met ? 'yes' : '**no**')
  /** @param {'stands' | 'asks'} what */
  const row = (what) => {
    const sorted = lessons.map((lesson) => lesson[what]).sort((a, b) => a - b)
    const slowest = worst(what)
    return `${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, ${Math.round(slowest[what])} ms (${slowest.id}) | ≤ 1000 ms | ${met(slowest[what] <= 1000)} |`
  }
  return `## The course

| what | measured | target | met |
|---|--:|--:|---|
| from the link of a lesson until it can be started (median of ${lessons.length}, worst) | ${row('stands')}
| from the link of its question until it asks, paused there (median, worst) | ${row('asks')}
| a first visitor's clicks until a first prediction is answered | ${first.clicks} | ≤ 3 | ${met(first.clicks <= 3)} |
| … and seconds, reading not counted | ${first.seconds.toFixed(1)} s | ≤ 60 s | ${met(first.seconds <= 60)} |`
}
