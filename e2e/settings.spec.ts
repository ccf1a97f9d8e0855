import { expect, type Locator, type Page, test } from 'playwright/test'
import {
  aloud,
  button,
  canonical,
  clock,
  expectScore,
  expectStill,
  frames,
  looks,
  nowMs,
  open,
  openDialog,
  radio,
  seek,
  setSpeed,
  slider,
  status,
  wear,
} from './lab.ts'

test.describe.configure({ timeout: 60_000 })

/** m1 was applied again, m2 is on its way, and so is the second ACK of m1. */
const midRun = `${canonical}&t=4300`
const marks = (page: Page): Locator => page.getByRole('list', { name: 'Events in time order', exact: true })
/** The one event that Tab comes to. */
const stop = (page: Page): Locator => marks(page).locator('button[tabindex="0"]')
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.ariaLabel ?? '')

test('what is set holds at once and on the next visit, and the focus comes back', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' })
  await open(page, midRun)
  const root = page.locator('html')
  await expect(root).toHaveAttribute('data-theme', 'contrast')
  const settings = await openDialog(page, 'Settings')
  const choose = (name: string, label: string) => settings.getByRole('combobox', { name }).selectOption({ label })
  await choose('Theme', 'Dark')
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await choose('Motion', 'As little as possible')
  await choose('Screen reader', 'Nothing of the run')
  await choose('Language', 'English')
  await settings.getByRole('switch', { name: 'Character shortcuts' }).uncheck()
  await settings.getByRole('slider', { name: 'Volume' }).fill('70')
  await expect(settings.getByText('Kept in this browser')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(settings).toHaveCount(0)
  await expect(button(page, 'Settings')).toBeFocused()

  // The setting has the effect of the system's wish: steps lead, and the picture stands at events.
  const isPrimary = (name: string) =>
    button(page, name).evaluate((one) => {
      const traffic = getComputedStyle(document.documentElement).getPropertyValue('--traffic')
      const probe = Object.assign(document.createElement('i'), { style: `color: ${traffic}` })
      document.body.append(probe)
      const is = getComputedStyle(one).backgroundColor === getComputedStyle(probe).color
      probe.remove()
      return is
    })
  expect([await isPrimary('Play'), await isPrimary('Step forward')]).toEqual([false, true])
  await expect(page.locator('.now')).toHaveAttribute('transform', /translate\(0 303/)
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  await button(page, 'Next surprise').click()
  await frames(page, 30)
  await expect(aloud(page)).toHaveText('')

  await page.reload()
  await expect(slider(page)).toBeVisible()
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await expect(root).toHaveAttribute('data-motion', 'off')
  const help = await openDialog(page, 'Help')
  await expect(help.getByText('Character shortcuts are switched off.')).toBeVisible()
  await button(page, 'Change the settings').click()
  await expect(settings.getByRole('switch', { name: 'Character shortcuts' })).not.toBeChecked()
  await expect(settings.getByRole('slider', { name: 'Volume' })).toHaveValue('70')
})

for (const { width, height, theme } of looks(3)) {
  test(`${width}×${height}, ${theme}: an event in focus is seen, and has a ring of two colours`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await wear(page, theme)
    await open(page, midRun)
    await stop(page).focus()
    await page.keyboard.press('Home')
    await frames(page, 2)
    expect(await focused(page)).toBe('Sent m1, sender, 0.0 seconds')
    const seen = await page.evaluate(() => {
      const mark = document.activeElement as HTMLElement
      const { left, top, width, height } = mark.getBoundingClientRect()
      const under = document.elementFromPoint(left + width / 2, top + height / 2)
      const { outlineWidth, boxShadow } = getComputedStyle(mark)
      return [under?.closest('.viewport') !== null, Number.parseFloat(outlineWidth) >= 3, boxShadow !== 'none']
    })
    expect(seen).toEqual([true, true, true])
  })
}

test('settings and help are last in the header of every page', async ({ page }) => {
  for (const name of ['', 'course', 'compare', 'table', 'glossary', 'theory', 'drill', 'puzzles']) {
    await page.goto('about:blank')
    await page.goto(`./#${name}`)
    const header = page.locator('header').first()
    await expect(header.getByRole('button').last(), name).toHaveAccessibleName('Help')
    const names = await header.getByRole('button').evaluateAll((all) => all.map((one) => one.ariaLabel))
    expect(names.slice(-2), name).toEqual(['Settings', 'Help'])
  }
})

test('single keys work while the focus is in the lab, and nowhere else', async ({ page }) => {
  await open(page, 't=500')
  await expect(stop(page)).toBeAttached()
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
  // Nothing has the focus yet.
  await press('k', 'l', 'x', '3')
  await expectStill(page)
  await expect(radio(page, 'At least once')).toBeChecked()

  await button(page, 'Diagram').focus()
  await press('l')
  await expect(clock(page)).toHaveText('1.0 s')
  await press('.', 'j', ',')
  await expect(clock(page)).toHaveText('0.0 s')
  await press('x')
  await expectScore(page, { 'Packets dropped': '1' })
  await press('3')
  await expect(radio(page, 'Effectively once')).toBeChecked()
  await press('c', 'Shift+C')
  await expect(button(page, 'Crash sender')).toHaveAttribute('aria-pressed', 'true')
  await expect(button(page, 'Crash receiver')).toHaveAttribute('aria-pressed', 'true')
  await press('Shift+N')
  await expect(status(page)).toContainText('The sender crashed')
  await press('n')
  await expect(status(page)).toContainText('The receiver crashed')
  await press('s')
  await expect(page.getByRole('switch', { name: 'Sender’s eye' })).toBeChecked()
  await press('k')
  await expect(button(page, 'Pause')).toBeVisible()
  await press('k')
  // The space bar presses a button that has the focus, and plays from anywhere else.
  await button(page, 'Table').focus()
  await press('Space')
  await expect(button(page, 'Table')).toHaveAttribute('aria-pressed', 'true')
  await expect(button(page, 'Play')).toBeVisible()
  await page.getByRole('region', { name: 'Events', exact: true }).focus()
  await press('Space')
  await expect(button(page, 'Pause')).toBeVisible()
  await press('Space', '?')
  const help = page.getByRole('dialog', { name: 'Help' })
  await expect(help.getByRole('row', { name: 'Shift + N To the surprise before' }).first()).toBeVisible()
  await press('3', 'k', 'Escape')
  await expect(button(page, 'Play')).toBeVisible()

  // Where somebody writes a key is a letter, and in a list it finds an entry.
  await button(page, 'Diagram').click()
  await button(page, 'Open the mechanism').click()
  const field = page.getByRole('spinbutton').first()
  await field.focus()
  const before = await nowMs(page)
  await press('j', 'x')
  await page.getByRole('combobox', { name: 'Speed' }).focus()
  await press('l', 'x')
  expect(await nowMs(page)).toBe(before)
  await expect(radio(page, 'Effectively once')).toBeChecked()

  // Undo works from a list, and a field keeps its own. Much is in the mechanism, so there is a way past it.
  const attempts = page.getByRole('combobox', { name: 'Attempts' })
  await attempts.selectOption('2')
  await attempts.focus()
  await press('Control+z')
  await expect(attempts).toHaveValue('unlimited')
  await press('Control+Shift+Z')
  await expect(attempts).toHaveValue('2')
  await field.focus()
  await press('Control+z')
  await expect(attempts).toHaveValue('2')
  await attempts.focus()
  await press('Control+z')
  await button(page, 'Close the mechanism').focus()
  await press('Tab', 'Enter')
  await expect(button(page, 'Same faults, other guarantee')).toBeFocused()

  const settings = await openDialog(page, 'Settings')
  await settings.getByRole('switch', { name: 'Character shortcuts' }).uncheck()
  await press('Escape')
  await button(page, 'Diagram').focus()
  await press('j', '1', 'k')
  expect(await nowMs(page)).toBe(before)
  await expect(radio(page, 'Effectively once')).toBeChecked()
  await expect(button(page, 'Play')).toBeVisible()
})

test('the events are walked by keyboard: in time, along cause and effect, from surprise to surprise', async ({
  page,
}) => {
  await open(page, midRun)
  await expect(stop(page)).toHaveAccessibleName('Sent ACK m1, receiver, 4.2 seconds')
  // The order of the document is the order of time; there is one way in.
  const inOrder = await marks(page).evaluate((list) => {
    const names = [...list.querySelectorAll('button')].map((one) => one.ariaLabel ?? '')
    const times = names.map((name) => Number(/([\d.]+) seconds$/.exec(name)?.[1]))
    return times.length > 10 && times.every((at, i) => i === 0 || at >= (times[i - 1] as number))
  })
  expect(inOrder).toBe(true)
  const tabStops = () =>
    page
      .locator('.viewport')
      .evaluate((box) =>
        [box, ...box.querySelectorAll('*')]
          .filter((one) => (one as HTMLElement).tabIndex >= 0)
          .map((one) => one.className),
      )
  expect((await tabStops()).filter((name) => name !== 'grip')).toHaveLength(1)

  // From outside, with Tab.
  await button(page, 'Diagram').focus()
  for (let i = 0; i < 6 && !(await focused(page)).endsWith('4.2 seconds'); i++) await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Sent ACK m1, receiver, 4.2 seconds')
  const walk = async (...keys: string[]) => {
    const names: string[] = []
    for (const key of keys) {
      await page.keyboard.press(key)
      names.push((await focused(page)).replace(/, [^,]* seconds$/, ''))
    }
    return names
  }
  expect(await walk('ArrowUp', 'ArrowDown', 'ArrowLeft')).toEqual([
    'Applied m1 again, receiver',
    'Sent ACK m1, receiver',
    'Applied m1 again, receiver',
  ])
  expect(await walk('Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight')).toEqual([
    'Sent m1, sender',
    'Took m1, receiver',
    'Applied m1, receiver',
    'Sent ACK m1, receiver',
    'Dropped ACK m1 on the way, network',
    'Timer of m1 fired, sender',
  ])
  expect(await walk('Home', 'n', 'n', 'Shift+N', 'End')).toEqual([
    'Sent m1, sender',
    'Dropped ACK m1 on the way, network',
    'Applied m1 again, receiver',
    'Dropped ACK m1 on the way, network',
    'Sent ACK m1, receiver',
  ])
  // After the latest event come the packets in flight; what an event sent is its effect.
  expect(await walk('ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'ArrowUp')).toEqual([
    'message m2, in flight: press to lose it',
    'ACK m1, attempt 2, in flight: press to lose it',
    'Sent ACK m1, receiver',
    'ACK m1, attempt 2, in flight: press to lose it',
    'message m2, in flight: press to lose it',
  ])
  await expectStill(page)
  expect(await nowMs(page)).toBe(4300)

  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('dialog', { name: 'message m2' })).toBeVisible()
  await page.keyboard.press('Escape')
  expect(await focused(page)).toContain('message m2, in flight')
  expect(await walk('End', 'n')).toEqual(['Sent ACK m1, receiver', 'Dropped the packet of m2 on the way, network'])
  await expect(status(page)).toContainText('The packet of m2 was dropped')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(clock(page)).toHaveText('0.0 s')
  expect(await focused(page)).toBe('Sent m1, sender, 0.0 seconds')

  // While it plays, what is looked at stays in sight and keeps the focus.
  await setSpeed(page, '4×')
  await stop(page).focus()
  await page.keyboard.press('k')
  await expect.poll(() => nowMs(page)).toBeGreaterThan(6000)
  expect(await focused(page)).toBe('Sent m1, sender, 0.0 seconds')
  await expect(marks(page).locator(':focus')).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(button(page, 'Pause').or(button(page, 'Play'))).toBeFocused()
  await expect(button(page, 'Back to now')).toHaveCount(0)
})

test('one region says what happens, at most once a second, and sums up a pause', async ({ page }) => {
  await open(page, `${canonical}&t=0`)
  // Who steps before the part that speaks is there hears of the next step.
  await expect(async () => {
    await seek(page, 0)
    await button(page, 'Step forward').click()
    await expect(aloud(page)).toHaveText(/^m1 is on its way\. The sender started a timer/, { timeout: 1500 })
  }).toPass()
  await seek(page, 0)
  // What any live region says from now on.
  await page.evaluate(() => {
    const said: { atMs: number; by: string; text: string }[] = []
    Object.assign(window, { said })
    for (const region of document.querySelectorAll('[role="status"], [aria-live="polite"], output')) {
      if ((region as HTMLElement).closest('[aria-live="off"]')) continue
      new MutationObserver(() => {
        said.push({ atMs: performance.now(), by: region.ariaLabel ?? region.className, text: region.textContent ?? '' })
      }).observe(region, { childList: true, characterData: true, subtree: true })
    }
  })
  await setSpeed(page, '2×')
  await button(page, 'Play').click()
  await expect.poll(() => nowMs(page), { intervals: [50] }).toBeGreaterThan(5000)
  await button(page, 'Pause').click()
  await expect(aloud(page)).toHaveText(/Paused at 5\.\d seconds\. 2 sent, 0 lost, 1 duplicated, 1 undecided\.$/)
  const said = await page.evaluate(
    () => (window as unknown as { said: { atMs: number; by: string; text: string }[] }).said,
  )
  expect(new Set(said.map(({ by }) => by))).toEqual(new Set(['What just happened']))
  expect(said.map(({ text }) => text).join(' ')).toMatch(
    /The ACK of m1 was lost on the way.*m1 was applied a second time/s,
  )
  for (const [i, { atMs }] of said.entries()) expect(atMs - (said[i - 1]?.atMs ?? 0)).toBeGreaterThan(950)
})

test('sound is off, and then six sounds at most; before that there is nothing that could sound', async ({ page }) => {
  await page.addInitScript(() => {
    const heard = { contexts: 0, tones: 0 }
    Object.assign(window, { heard })
    const Real = window.AudioContext
    window.AudioContext = class extends Real {
      constructor() {
        super()
        heard.contexts++
      }
    }
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (when) {
      heard.tones++
      start.call(this, when)
    }
  })
  const heard = () => page.evaluate(() => ({ ...(window as unknown as { heard: object }).heard }))
  await open(page, `${canonical}&t=0`)
  await button(page, 'Next surprise').click()
  expect(await heard()).toEqual({ contexts: 0, tones: 0 })
  const settings = await openDialog(page, 'Settings')
  const loaded = page.waitForResponse(/sound/)
  await settings.getByRole('switch', { name: 'Sounds' }).check()
  await loaded
  await page.keyboard.press('Escape')
  expect(await heard()).toEqual({ contexts: 0, tones: 0 })
  // Applied again is two tones of one sound.
  await expect(async () => {
    await button(page, 'Reset').click()
    await button(page, 'Next surprise').click()
    await button(page, 'Next surprise').click()
    expect(await heard()).toMatchObject({ contexts: 1 })
  }).toPass()
  await expect(status(page)).toContainText('m1 was applied a second time')
})

test('names start with what is to be seen, states are said, and nothing is too small', async ({ page }) => {
  await open(page, 'faults=drop:a1.1,crash:receiver@4100&t=4300')
  await expect(marks(page)).toBeAttached()
  const found = await page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLElement>('button, a, select, input, summary')].filter((one) =>
      one.checkVisibility({ visibilityProperty: true }),
    )
    const wrong: string[] = []
    for (const one of shown) {
      const name = one.ariaLabel ?? ''
      const text = one instanceof HTMLSelectElement ? '' : one.innerText.trim().replaceAll(/\s+/g, ' ')
      if (name !== '' && !name.toLowerCase().startsWith(text.toLowerCase())) wrong.push(`"${text}" is called "${name}"`)
      // A tooltip says the name again, and nothing else; the browser shows it and takes it away.
      if (one.title !== '' && one.title !== name) wrong.push(`"${name}" has another tooltip: "${one.title}"`)
      // The whole figure is a word's target.
      const figure = one.matches('.cell dt .word, .behaviour .word') ? one.closest('.cell, .behaviour') : null
      const target = one.closest('label') ?? figure ?? one
      const { width, height } = target.getBoundingClientRect()
      if (Math.min(width, height) < 24) wrong.push(`${name || text} is ${width}×${height}`)
    }
    const drawn = [...document.querySelectorAll('svg, canvas')].filter(
      (one) => !one.closest('[aria-hidden="true"]') && one.ariaLabel === null,
    )
    return [...wrong, ...drawn.map((one) => `${one.outerHTML.slice(0, 60)} has no name and is not hidden`)]
  })
  expect(found).toEqual([])
  await expect(button(page, 'Crash receiver')).toHaveAttribute('aria-pressed', 'true')
  await expect(button(page, 'Crash sender')).toHaveAttribute('aria-pressed', 'false')
  await expect(radio(page, 'At least once')).toBeChecked()
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /^4\.3 seconds, \S/)
  await expect(page.getByRole('slider', { name: 'Timeout of the sender' })).toHaveAttribute('aria-valuetext', '3.0 s')
  // What comes when the timeout is pointed at can be gone into, and put away without moving the pointer.
  const longer = page.getByRole('button', { name: 'Longer timeout' })
  await page.getByRole('slider', { name: 'Timeout of the sender' }).hover()
  await longer.hover()
  const beside = page.locator('.timeout-handle .stepper')
  await expect(beside).toHaveCSS('opacity', '1')
  await page.keyboard.press('Escape')
  await expect(beside).toHaveCSS('opacity', '0')
  await page.mouse.move(5, 5)
  // What can be dragged can be pressed: the timeout by its two buttons, time by the keys of its slider and by steps.
  await page.getByRole('button', { name: 'Longer timeout' }).click()
  await expect(page.getByRole('slider', { name: 'Timeout of the sender' })).toHaveAttribute('aria-valuetext', '3.1 s')
})
