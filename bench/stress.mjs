// A run of ten thousand events on the page, beside a plain SVG of as many events in the same browser: opening it, going
// to another instant, drawing its overview, and how many elements are mounted.
import { median } from './sim.mjs'

/** @typedef {{ median: number, worst: number }} Ms */
/**
 * @typedef {object} Stress
 * @property {number} events
 * @property {Ms} open  from following the link until the frame after it is painted
 * @property {Ms} back @property {Ms} seek @property {Ms} map
 * @property {number} nodes  mounted in the diagram at most
 * @property {Ms} plain  a plain SVG of the same events, until painted
 * @property {number} plainNodes
 */

export const stressLink =
  'v=1&mode=at-least-once&messages=1400&sendEveryMs=400&lineMs=50&loseMessagePct=10&loseAckPct=10&seed=1&horizonMs=3600000'

/**
 * @param {import('playwright').Page} page  a lab that is open
 * @returns {Promise<Stress>}
 */
export async function measureStress(page) {
  const link = stressLink
  // Once, so that its parts are loaded; then the table of its events says how many there are.
  await page.evaluate((hash) => {
    location.hash = hash
  }, link)
  await page.locator('.minimap canvas').waitFor()
  await page.getByRole('group', { name: 'One cell for each message' }).waitFor()
  const found = await page.evaluate(async (hash) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const painted = async () => {
      await frame()
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = resolve
        port2.postMessage(null)
      })
    }
    const rest = async (count = 6) => {
      for (let i = 0; i < count; i++) await frame()
    }
    /** @param {() => void} act */
    const timed = async (act) => {
      await rest()
      const start = performance.now()
      act()
      await Promise.resolve()
      document.body.getBoundingClientRect()
      await painted()
      return performance.now() - start
    }
    /** @param {string} name */
    const button = (name) =>
      /** @type {HTMLButtonElement} */ (
        [...document.querySelectorAll('button')].find((b) => (b.getAttribute('aria-label') ?? b.textContent) === name)
      )
    const slider = () => /** @type {HTMLInputElement} */ (document.querySelector('.playback input[type="range"]'))
    const setValue = /** @type {(this: HTMLInputElement, value: string) => void} */ (
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    )
    /** @param {number} ms */
    const seekTo = (ms) => {
      setValue.call(slider(), String(ms))
      slider().dispatchEvent(new Event('input', { bubbles: true }))
    }
    let nodes = 0
    const count = () => {
      nodes = Math.max(nodes, document.querySelectorAll('.diagram *').length)
    }

    // How long the overview takes: from clearing it to its last stroke.
    /** @type {number[]} */
    const maps = []
    const clear = CanvasRenderingContext2D.prototype.clearRect
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (this.canvas.closest('.minimap')) {
        const start = performance.now()
        // Its drawing is synchronous: the first microtask comes after it.
        queueMicrotask(() => maps.push(performance.now() - start))
      }
      clear.apply(this, box)
    }

    const opens = []
    for (let i = 0; i < 6; i++) {
      location.hash = 'v=1&messages=3'
      await new Promise((resolve) => setTimeout(resolve, 300))
      const start = performance.now()
      const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }))
      location.hash = `${hash}&t=${100_000 + i * 50_000}`
      await changed
      document.body.getBoundingClientRect()
      await painted()
      opens.push(performance.now() - start)
      await new Promise((resolve) => setTimeout(resolve, 300))
      count()
    }
    const end = Number(slider().max)
    const seeks = []
    for (let i = 0; i < 20; i++) {
      seeks.push(await timed(() => seekTo(Math.round((end * ((i * 7919) % 97)) / 97))))
      count()
    }
    const backs = []
    for (let i = 0; i < 20; i++) backs.push(await timed(() => button('Step back').click()))
    for (let i = 0; i < 8; i++) {
      button(i % 2 === 0 ? 'Closer' : 'Whole run').click()
      await rest(3)
    }
    const words = [...document.querySelectorAll('.minimap-words li')].map((li) => li.textContent ?? '')
    return { opens, seeks, backs, maps, nodes, words }
  }, link)
  const plain = await plainSvg(page)
  await page.close()
  /** @param {number[]} ms @returns {Ms} */
  const of = (ms) => ({ median: median(ms), worst: Math.max(...ms) })
  const events = found.words.reduce(
    (sum, text) => sum + Number(/: ([\d,]+) events/.exec(text)?.[1]?.replace(/,/g, '') ?? 0),
    0,
  )
  if (found.maps.length < 8) throw new Error('the overview was not drawn: is it still a canvas?')
  return {
    events,
    open: of(found.opens),
    back: of(found.backs),
    seek: of(found.seeks),
    map: of(found.maps),
    nodes: found.nodes,
    plain: of(plain.times),
    plainNodes: plain.nodes,
  }
}

/** @param {Stress} stress */
export function tellStress(stress) {
  const ms = (/** @type {number} */ ms) => `${ms.toFixed(1)} ms`
  const met = (/** @type {boolean} */ met) => (met ? 'yes' : '**no**')
  return `## A run of ${stress.events} events, beside a plain SVG of 10 000

| what | measured (median, worst) | target | met | beside the plain SVG |
|---|--:|--:|---|--:|
| follow its link, until painted: the run included | ${ms(stress.open.median)}, ${ms(stress.open.worst)} | ≤ 300 ms | ${met(stress.open.median <= 300)} | ${(stress.open.median / stress.plain.median).toFixed(2)} × |
| step back, until painted | ${ms(stress.back.median)}, ${ms(stress.back.worst)} | ≤ 50 ms | ${met(stress.back.median <= 50)} | ${(stress.back.median / stress.plain.median).toFixed(2)} × |
| seek anywhere, until painted | ${ms(stress.seek.median)}, ${ms(stress.seek.worst)} | ≤ 50 ms | ${met(stress.seek.median <= 50)} | ${(stress.seek.median / stress.plain.median).toFixed(2)} × |
| draw the overview | ${ms(stress.map.median)}, ${ms(stress.map.worst)} | ≤ 5 ms | ${met(stress.map.median <= 5)} | |
| elements mounted in the diagram, at most | ${stress.nodes} | ≤ 400 | ${met(stress.nodes <= 400)} | ${(stress.nodes / stress.plainNodes).toFixed(3)} × |
| the plain SVG: build, lay out, paint | ${ms(stress.plain.median)}, ${ms(stress.plain.worst)} (${stress.plainNodes} elements) | | | 1 |`
}

/**
 * Ten thousand events as anybody would draw them: a group, a line, a shape and a label each, all mounted.
 * @param {import('playwright').Page} page
 */
async function plainSvg(page) {
  return await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const times = []
    let nodes = 0
    for (let i = 0; i < 4; i++) {
      await frame()
      await frame()
      const start = performance.now()
      const parts = Array.from({ length: 10_000 }, (_, j) => {
        const y = 20 + j * 3
        return `<g><line x1="148" y1="${y}" x2="574" y2="${y + 66}" stroke="#1467c2"/><rect x="560" y="${y}" width="16" height="16"/><text x="600" y="${y}">m${j} applied</text></g>`
      })
      const holder = document.createElement('div')
      holder.style.cssText = 'position:fixed;inset:0;overflow:auto;background:#fff;z-index:99'
      holder.innerHTML = `<svg width="800" height="30100">${parts.join('')}</svg>`
      document.body.append(holder)
      document.body.getBoundingClientRect()
      await frame()
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = resolve
        port2.postMessage(null)
      })
      times.push(performance.now() - start)
      nodes = holder.querySelectorAll('*').length
      holder.remove()
      await frame()
    }
    return { times, nodes }
  })
}
