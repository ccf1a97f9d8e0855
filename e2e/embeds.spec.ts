import { expect, type Locator, type Page, test } from 'playwright/test'
import { type Host, host } from './hosts.ts'
import { canonical, violations } from './lab.ts'

const run = `v=1&mode=at-least-once&${canonical}&t=5900`

let course: Host
let cdn: Host
test.beforeAll(async () => {
  course = await host()
  cdn = await host()
})
test.afterAll(() => {
  course.close()
  cdn.close()
})

const duplicated = (lab: Locator | ReturnType<Page['frameLocator']>) =>
  lab.getByRole('region', { name: 'Scoreboard' }).locator('dd').nth(2)
const clock = (lab: Locator | ReturnType<Page['frameLocator']>) => lab.locator('.clock')
const press = (lab: Locator | ReturnType<Page['frameLocator']>, name: string) =>
  lab.getByRole('button', { name, exact: true }).click()

test('a sandboxed frame of 320 × 480 in a host that allows nothing, answers nothing and sends garbage', async ({
  page,
  baseURL,
}) => {
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await page.goto(
    course.page(`<body style="height:4000px"><input id="mine" value="I write here">
      <div style="height:1200px"></div>
      <iframe id="lab" title="Lab" sandbox="allow-scripts" width="320" height="480" style="border:0"
        src="${baseURL}?embed=1&api=1&autoplay=1&lesson=lose-the-ack"></iframe>
      <script>
        said = []
        addEventListener('message', ({ data }) => said.push(data))
        mine.focus()
      </script>`),
  )
  const lab = page.frameLocator('#lab')
  await expect(clock(lab)).toBeVisible()
  // An opaque origin: storage throws, and the lab does not care.
  const storage = await lab.locator('html').evaluate(() => {
    try {
      return String(localStorage)
    } catch (error) {
      return (error as DOMException).name
    }
  })
  expect(storage).toBe('SecurityError')

  // Where the reader is, the reader stays, whatever the lesson does: it plays when it is seen, and asks its question.
  const stays = () => page.evaluate(() => [scrollY, document.activeElement?.id])
  expect(await stays()).toEqual([0, 'mine'])
  await page.evaluate(() => scrollTo(0, 1000))
  await expect(lab.getByRole('button', { name: 'Skip the question' }).or(lab.locator('.tutor'))).toBeVisible()
  await page.evaluate(async (left) => {
    for (let i = 0; i < left; i++) await new Promise(requestAnimationFrame)
  }, 30)
  expect(await stays()).toEqual([1000, 'mine'])

  // The wheel is the host's where the lab has nothing of its own to scroll with it.
  const box = await page.locator('#lab').boundingBox()
  if (box === null) throw new Error('no frame')
  await page.mouse.move(box.x + 100, box.y + 10)
  await page.mouse.wheel(0, -300)
  await expect.poll(async () => (await stays())[0]).toBe(700)

  // Garbage of every kind, some of it under the lab's own name.
  await page.evaluate(() => {
    const to = (document.querySelector('#lab') as HTMLIFrameElement).contentWindow as Window
    const ring: Record<string, unknown> = { ns: 'exactly-once-lab', type: 'set' }
    ring.parameters = ring
    const ns = 'exactly-once-lab'
    const garbage: unknown[] = [undefined, null, 0, '', '{}', [], new Map([[ns, ring]]), new ArrayBuffer(1e6), ring]
    garbage.push({ ns, type: '__proto__' }, { ns, type: 'constructor' }, { ns, type: 'seek', t: 1e308 }, { ns })
    garbage.push({
      ns,
      type: 'set',
      parameters: JSON.parse('{"__proto__":{"polluted":1},"mode":"<img src=x onerror=1>"}'),
    })
    garbage.push({ ns, type: 'setState', state: 'v=1&faults='.padEnd(200_000, 'drop:m1.1,') })
    for (let i = 0; i < 40; i++)
      garbage.push({ context: 'h5p', action: 'hello' }, { context: 'h5p', action: 'resized' })
    for (const each of garbage) to.postMessage(each, '*')
  })
  await page.waitForTimeout(500)
  const heard = await page.evaluate(() => {
    const said: { ns?: string; type?: string; subject?: string }[] = Reflect.get(window, 'said')
    return { resizes: said.filter(({ type }) => type === 'resize').length, all: said.length }
  })
  // Unanswered it asks a few times and is content; it keeps its own scrollbar.
  expect(heard.resizes).toBeGreaterThan(0)
  expect(heard.resizes).toBeLessThan(12)
  const page_ = await lab.locator('html').evaluate(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => {
    const overflow = getComputedStyle(document.documentElement).overflowY
    return { scrolls: scrollHeight > clientHeight && overflow !== 'hidden', over: scrollWidth - clientWidth }
  })
  expect(page_).toEqual({ scrolls: true, over: 0 })
  expect(await lab.locator('html').evaluate(() => 'polluted' in {})).toBe(false)
  await press(lab, 'Step forward')
  expect(errors).toEqual([])
})

test('what is proved is proved without a worker too, in a sandboxed frame', async ({ page, baseURL }) => {
  await page.goto(
    course.page(
      `<iframe id="lab" title="Lab" sandbox="allow-scripts" width="1000" height="800" src="${baseURL}#${run}"></iframe>`,
    ),
  )
  const lab = page.frameLocator('#lab')
  await expect(duplicated(lab)).toHaveText(/^1/)
  await expect(lab.locator('.claims')).toContainText('can duplicate', { timeout: 15_000 })
})

test('links of an element lead within it; the two pages that it has not are on the page of the lab', async ({
  page,
}) => {
  const home = 'https://lab.example/there/'
  await page.goto(
    course.page(
      `<exactly-once-lab page="course" home="${home}" style="width:1000px;height:700px"></exactly-once-lab>
      <script type="module" src="${cdn.url}/exactly-once-lab.js"></script>`,
    ),
  )
  const address = page.url()
  const lab = page.locator('exactly-once-lab')
  const there = lab.getByRole('link', { name: 'Open it on the lab’s own page' })
  await lab.getByRole('link', { name: /^Interview drill/ }).click()
  await expect(lab.getByText('An element of somebody’s page keeps nothing there')).toBeVisible()
  await expect(there).toHaveAttribute('href', `${home}#v=1&page=drill`)
  await press(lab, 'Back to the lab')
  await press(lab, 'What a guarantee costs')
  await expect(there).toHaveAttribute('href', /^https:\/\/lab\.example\/there\/#v=1&page=costs/)
  // What a word means stands in the element, and leads on within it.
  await press(lab, 'Back to the lab')
  const note = lab.getByRole('dialog')
  await press(lab, 'Lost')
  await expect(note).toContainText('nothing can make it happen any more')
  await press(lab, 'Lost')
  await expect(note).toHaveCount(0)
  await press(lab, 'Lost')
  await note.getByRole('link').click()
  await expect(lab.locator('#term-lost')).toBeInViewport()
  // A claim leads to the run that shows it.
  await lab.evaluate((element) => element.setAttribute('page', 'theory'))
  await lab
    .getByRole('link', { name: /^See it/ })
    .first()
    .click()
  await expect(clock(lab)).not.toHaveText('0.0 s')
  // What a class photographs is the page of the lab, not the host's.
  await lab.evaluate((element) => element.setAttribute('present', '1'))
  await press(lab, 'QR code')
  await expect(lab.locator('.code-link')).toContainText(`${home}#v=1&`)
  expect(page.url()).toBe(address)
})

test('elements in a host with a strict policy and rude styles: each on its own, and nothing leaks either way', async ({
  page,
}) => {
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  const address = course.page(
    `<link rel="stylesheet" href="data:text/css,html{font-size:7px;--ink:red;--zoom:3;--rem:2px}body{font-family:fantasy;direction:rtl;line-height:4;letter-spacing:9px;text-transform:uppercase}button,label{display:none!important}*{outline:0}[id=a]{width:1000px;height:700px}[id=b]{width:340px;height:600px}">
    <main>
      <h1>Course</h1>
      <exactly-once-lab id="a" faults="drop:a1.1,drop:m2.1" t="5900"></exactly-once-lab>
      <exactly-once-lab id="b" lesson="lose-the-ack" theme="dark">A lab</exactly-once-lab>
    </main>
    <script type="module" src="${cdn.url}/exactly-once-lab.js"></script>
    <script type="module" src="${cdn.url}/exactly-once-lab.js?again" nonce="none"></script>`,
    `default-src 'none'; script-src ${cdn.url}; style-src data:; worker-src 'none'; base-uri 'none'`,
  )
  await page.setViewportSize({ width: 1100, height: 1500 })
  await page.goto(address)
  const [a, b] = [page.locator('#a'), page.locator('#b')]
  await expect(clock(a)).toHaveText('5.9 s')
  // The lesson has played up to its question, and waits.
  await expect(b.locator('.tutor')).toContainText('How often', { timeout: 15_000 })

  // Without a worker, which this host forbids, the proofs are made all the same.
  await expect(a.getByRole('button', { name: 'Two worlds' })).toBeVisible()
  await press(a, 'Two worlds')
  await expect(a.locator('.worlds')).toBeVisible()
  await press(a, 'Diagram')

  // Each has its own width, not the window's.
  const columns = (lab: Locator) =>
    lab.locator('lab-main').evaluate((main) => getComputedStyle(main).gridTemplateColumns.split(' ').length)
  expect([await columns(a), await columns(b)]).toEqual([2, 1])
  const over = (lab: Locator) =>
    lab.locator('.root').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
  expect([await over(a), await over(b)]).toEqual([0, 0])
  const look = (lab: Locator) =>
    lab.locator('h1').evaluate((title) => {
      const { fontFamily, direction, letterSpacing, textTransform, color, fontSize } = getComputedStyle(title)
      return { fontFamily, direction, letterSpacing, textTransform, color, fontSize }
    })
  const plain = { direction: 'ltr', letterSpacing: 'normal', textTransform: 'none' }
  expect(await look(a)).toMatchObject({
    ...plain,
    color: 'rgb(26, 32, 39)',
    fontFamily: expect.stringMatching(/^system-ui/),
  })
  expect(await look(b)).toMatchObject({ ...plain, color: 'rgb(232, 237, 242)', fontSize: '14.4px' })
  expect(
    await page
      .locator('h1')
      .first()
      .evaluate((title) => getComputedStyle(title).fontFamily),
  ).toBe('fantasy')
  expect(await page.evaluate(() => [document.styleSheets.length, document.adoptedStyleSheets.length])).toEqual([1, 0])

  // One is changed, by hand and by attribute; the other, the address and what the browser keeps stay as they are.
  const untouched = () => page.evaluate(() => [location.href, document.title, history.length, localStorage.length])
  const before = await untouched()
  const other = await b.locator('.lab').innerText()
  await a.getByRole('radio', { name: 'Effectively once' }).check()
  await expect(duplicated(a)).toHaveText(/^0/)
  await a.evaluate((element) => {
    element.setAttribute('mode', 'at-most-once')
    element.setAttribute('theme', 'contrast')
    element.setAttribute('lock', 'mode')
  })
  await expect(a.getByRole('radio', { name: 'At most once' })).toBeChecked()
  await expect(a.getByRole('radio', { name: 'At most once' })).toBeDisabled()
  await expect(a.locator('.root')).toHaveAttribute('data-theme', 'contrast')
  await a.evaluate((element) => {
    element.setAttribute('mode', 'exactly-once')
    element.setAttribute('colour', '<b>red</b>')
  })
  await expect(a.getByRole('alert')).toContainText('mode: must be one of at-most-once')
  await expect(a.getByRole('alert')).toContainText('colour')
  expect(await b.locator('.lab').innerText()).toBe(other)
  expect(await untouched()).toEqual(before)

  // The same messages as a frame's, as DOM events and a method.
  await a.evaluate((element) => {
    for (const name of ['mode', 'colour', 'lock']) element.removeAttribute(name)
  })
  await expect(a.getByRole('alert')).toHaveCount(0)
  const said = await a.evaluate(async (element: HTMLElement & { command?: (command: object) => object }) => {
    const heard: unknown[] = []
    const none: unknown[] = []
    element.addEventListener('metrics', (event) => heard.push((event as CustomEvent).detail))
    document.querySelector('#b')?.addEventListener('metrics', (event) => none.push(event))
    document.addEventListener('metrics', (event) => none.push(event))
    const replies = [
      element.command?.({ type: 'seek', t: 5900 }),
      element.command?.({ type: 'seek', t: 'soon' }),
      element.command?.({ type: 'inject', fault: { do: 'drop', packet: 'a1.2' } }),
      element.command?.({ type: 'reset' }),
    ]
    return { heard, none, replies }
  })
  expect(said.replies).toMatchObject([
    { ok: true, t: 5900 },
    { ok: false, problems: [{ field: 't' }] },
    { ok: true },
    { ok: true },
  ])
  expect(said.heard.at(-1)).toMatchObject({ dup: 0, sent: 0 })
  expect(said.none).toEqual([])

  // Moved it goes on as it is; taken away it stops.
  await a.evaluate((element) => document.body.append(element))
  await expect(clock(a)).toHaveText('0.0 s')
  await press(a, 'Play')
  await a.evaluate((element) => element.remove())
  expect(await violations(page)).toEqual([])
  expect(errors).toEqual([])
})

test('ten embeds on a page: only those in view take the machine’s time', async ({ page, baseURL }) => {
  test.slow()
  await page.addInitScript(() => {
    const real = window.requestAnimationFrame.bind(window)
    Reflect.set(window, 'frames_', 0)
    window.requestAnimationFrame = (callback) => {
      Reflect.set(window, 'frames_', Reflect.get(window, 'frames_') + 1)
      return real(callback)
    }
  })
  const options = 'autoplay=visible&speed=0.25'
  const frame = (i: number) =>
    `<iframe id="f${i}" title="Lab ${i}" width="700" height="500" src="${baseURL}?embed=1&${options}&t=0"></iframe>`
  const element = (i: number) =>
    `<exactly-once-lab id="e${i}" autoplay="visible" speed="0.25" style="height:500px"></exactly-once-lab>`
  await page.goto(
    course.page(`<style>section{height:1400px}</style><script type="module" src="${cdn.url}/exactly-once-lab.js"></script>
      ${[0, 1, 2, 3, 4].map((i) => `<section>${frame(i)}${element(i)}</section>`).join('')}<section>The end</section>`),
  )
  const [f0, e0, f1] = [page.frameLocator('#f0'), page.locator('#e0'), page.frameLocator('#f1')]
  await expect(f0.getByRole('button', { name: 'Pause' })).toBeVisible()
  for (const i of [1, 2, 3, 4]) await expect(clock(page.frameLocator(`#f${i}`))).toHaveText('0.0 s')
  // What was never near the window has not even begun.
  expect(
    await page.evaluate(() => [...document.querySelectorAll('exactly-once-lab')].map((e) => e.shadowRoot !== null)),
  ).toEqual([true, false, false, false, false])
  await e0.scrollIntoViewIfNeeded()
  await expect(e0.getByRole('button', { name: 'Pause' })).toBeVisible()

  // Out of view they rest: no frames, and next to no time of the page's thread.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  const frames = () =>
    Promise.all(page.frames().map((each) => each.evaluate(() => Reflect.get(window, 'frames_') as number)))
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable')
  const busyMs = async () => {
    const { metrics } = await client.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }
  await page.waitForTimeout(500)
  const [framesBefore, busyBefore] = [await frames(), await busyMs()]
  await page.waitForTimeout(2000)
  const busy = (await busyMs()) - busyBefore
  expect(await frames()).toEqual(framesBefore)
  expect(busy).toBeLessThan(10 * 20)

  // Seen, each begins; seen again, it goes on.
  await page.locator('#f1').scrollIntoViewIfNeeded()
  await expect(f1.getByRole('button', { name: 'Pause' })).toBeVisible()
  // What a host says to a lab that rests, holds when it is seen again.
  await e0.evaluate((element) =>
    (element as HTMLElement & { command(said: object): unknown }).command({ type: 'pause' }),
  )
  await page.evaluate(() => scrollTo(0, 0))
  const [at, paused] = [await clock(f0).innerText(), await clock(e0).innerText()]
  await expect(clock(f0)).not.toHaveText(at)
  await e0.scrollIntoViewIfNeeded()
  await expect(e0.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await expect(clock(e0)).toHaveText(paused)
})
