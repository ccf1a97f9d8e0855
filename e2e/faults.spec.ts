import { expect, type Page, test } from 'playwright/test'
import {
  button,
  canonical,
  clickMoving,
  events,
  expectScore,
  faults,
  figure,
  heads,
  middleOf,
  nowMs,
  open,
  packet,
  radio,
  seek,
  setSpeed,
  stillness,
  toolbar,
  visit,
} from './lab.ts'

const inFlight = [
  { what: 'a message', link: 't=300', name: 'message m1' },
  { what: 'an ACK', link: 't=1500', name: 'ACK m1' },
  { what: 'a retry', link: `${canonical}&t=3300`, name: 'message m1, attempt 2' },
] as const

test.describe('by mouse', () => {
  for (const { what, link, name } of inFlight) {
    test(`${what} in flight is lost by its button that stands still`, async ({ page }) => {
      await open(page, link)
      const dropped = Number(await figure(page, 'Packets dropped').innerText())
      await toolbar(page, 'In flight')
        .getByRole('button', { name: `Lose ${name}`, exact: true })
        .click()
      await expectScore(page, { 'Packets dropped': `${dropped + 1}` })
      await expect(faults(page).getByRole('listitem').last()).toHaveText(`Lose ${name}`)
      await expect(packet(page, name)).toHaveCount(0)
    })

    test(`${what} in flight is lost by a click on it`, async ({ page }) => {
      await open(page, link)
      const dropped = Number(await figure(page, 'Packets dropped').innerText())
      await clickMoving(page, packet(page, name))
      await expectScore(page, { 'Packets dropped': `${dropped + 1}` })
      await expect(faults(page).getByRole('listitem').last()).toHaveText(`Lose ${name}`)
    })
  }

  test('a packet is lost by a click on it while it moves at full speed', async ({ page }) => {
    await open(page)
    await button(page, 'Play').click()
    await clickMoving(page, packet(page, 'message m1'))
    await expectScore(page, { 'Packets dropped': '1' })
    await expect(faults(page).getByRole('listitem')).toHaveText(['Lose message m1'])
    await expect(button(page, 'Pause')).toBeVisible()
  })

  for (const [name, lost, atMs] of [
    ['Lose next message', 'Lose message m1', 500],
    ['Lose next ACK', 'Lose ACK m1', 1700],
  ] as const) {
    test(`"${name}" stays pressed until it happened, and a second press takes it back`, async ({ page }) => {
      await open(page)
      const toggle = button(page, name)
      await expect(toggle).toHaveAttribute('aria-pressed', 'false')
      await toggle.click()
      await expect(toggle).toHaveAttribute('aria-pressed', 'true')
      await expect(faults(page).getByRole('listitem')).toHaveText([lost])
      await toggle.click()
      await expect(toggle).toHaveAttribute('aria-pressed', 'false')
      await expect(faults(page)).toHaveCount(0)
      await toggle.click()
      await seek(page, atMs)
      await expectScore(page, { 'Packets dropped': '1' })
      await expect(toggle).toHaveAttribute('aria-pressed', 'false')
    })

    test(`"${name}" works while the run plays`, async ({ page }) => {
      await open(page)
      await setSpeed(page, '2×')
      await button(page, 'Play').click()
      await button(page, name).click()
      await expect(faults(page).getByRole('listitem')).toHaveCount(1)
      await expectScore(page, { 'Packets dropped': '1' })
    })
  }

  test('when no packet will leave any more, "Lose next message" says so', async ({ page }) => {
    await open(page, 't=100000')
    await button(page, 'Lose next message').click()
    await expect(page.getByText('No further message packet leaves')).toBeVisible()
    await expect(faults(page)).toHaveCount(0)
  })

  for (const process of ['sender', 'receiver']) {
    test(`the ${process} crashes and restarts by its toggle, paused`, async ({ page }) => {
      await open(page, 't=500')
      const toggle = button(page, `Crash ${process}`)
      await toggle.click()
      await expect(toggle).toHaveAttribute('aria-pressed', 'true')
      await expect(heads(page)).toContainText('Crashed')
      await expect(faults(page).getByRole('listitem')).toHaveText([new RegExp(`^Crash ${process} at 0\\.5`)])
      expect(await nowMs(page)).toBeLessThan(600)
      await toggle.click()
      await expect(toggle).toHaveAttribute('aria-pressed', 'false')
      await expect(heads(page)).not.toContainText('Crashed')
      await expect(faults(page).getByRole('listitem')).toHaveCount(1)
    })

    test(`the ${process} crashes and restarts by its toggle, playing`, async ({ page }) => {
      await open(page, 't=200')
      await setSpeed(page, '¼×')
      await button(page, 'Play').click()
      const toggle = button(page, `Crash ${process}`)
      await toggle.click()
      await expect(toggle).toHaveAttribute('aria-pressed', 'true')
      await expect(heads(page)).toContainText('Crashed')
      await toggle.click()
      await expect(toggle).toHaveAttribute('aria-pressed', 'false', { timeout: 1500 })
      await expect(button(page, 'Pause')).toBeVisible()
      const downMs = Number(new RegExp(`crash:${process}@\\d+~(\\d+)`).exec(page.url())?.[1])
      expect(downMs).toBeLessThan(1000)
    })

    test(`the ${process} is up again by itself a second later`, async ({ page }) => {
      await open(page, 't=500')
      await button(page, `Crash ${process}`).click()
      await seek(page, 1400)
      await expect(button(page, `Crash ${process}`)).toHaveAttribute('aria-pressed', 'true')
      await seek(page, 1600)
      await expect(button(page, `Crash ${process}`)).toHaveAttribute('aria-pressed', 'false')
    })
  }

  test('what reaches a receiver that is down is dropped', async ({ page }) => {
    await open(page, 't=500')
    await button(page, 'Crash receiver').click()
    await seek(page, 1200)
    await expectScore(page, { 'Packets dropped': '1' })
  })
})

test.describe('the fault list', () => {
  test('takes single faults out again', async ({ page }) => {
    await open(page, `${canonical}&t=20000`)
    await expectScore(page, { Duplicated: '1', 'Packets dropped': '2' })
    await button(page, 'Remove: Lose ACK m1').click()
    await expect(faults(page).getByRole('listitem')).toHaveText(['Lose message m2'])
    await expectScore(page, { Duplicated: '0', 'Packets dropped': '1' })
    await button(page, 'Remove: Lose message m2').click()
    await expect(faults(page)).toHaveCount(0)
    await expectScore(page, { Duplicated: '0', 'Packets dropped': '0' })
  })

  test('is emptied by "Clear faults"', async ({ page }) => {
    await open(page, `${canonical},crash:receiver@8300&t=9000`)
    await expect(faults(page).getByRole('listitem')).toHaveCount(3)
    await button(page, 'Clear faults').click()
    await expect(faults(page)).toHaveCount(0)
    await expect(page.getByText('None yet')).toBeVisible()
    await expectScore(page, { 'Packets dropped': '0' })
    expect(await nowMs(page)).toBe(9000)
  })

  test('marks what did not apply under the guarantee', async ({ page }) => {
    await open(page, `${canonical}&t=5000`)
    await expect(faults(page).getByRole('listitem')).toHaveText(['Lose ACK m1', 'Lose message m2'])
    await radio(page, 'At most once').check()
    await expect(faults(page).getByRole('listitem')).toHaveText([
      /^Lose ACK m1\s*did not apply here$/,
      'Lose message m2',
    ])
    await radio(page, 'Effectively once').check()
    await expect(faults(page).getByRole('listitem')).toHaveText(['Lose ACK m1', 'Lose message m2'])
  })

  test('keeps a focus when an entry is removed by keyboard', async ({ page }) => {
    await open(page, canonical)
    await button(page, 'Remove: Lose ACK m1').focus()
    await page.keyboard.press('Enter')
    await expect(faults(page).getByRole('listitem')).toHaveText(['Lose message m2'])
    expect(await page.evaluate(() => document.activeElement?.closest('.faults') !== null)).toBe(true)
  })
})

test('a fault put in while looking at the past leaves the past and replaces the future', async ({ page }) => {
  await open(page, 't=100000')
  await expectScore(page, { Sent: '3', Duplicated: '0', 'Packets dropped': '0' })
  const before = await events(page)
  await seek(page, 1500)
  await button(page, 'Lose ACK m1').click()
  expect(await nowMs(page)).toBeLessThan(2200)
  await seek(page, 100_000)
  const after = await events(page)
  await expectScore(page, { Sent: '3', Duplicated: '1', 'Packets dropped': '1' })
  expect(after.slice(0, 4)).toEqual(before.slice(0, 4))
  expect(after.slice(4)).not.toEqual(before.slice(4))
})

test('keyboard only: duplicate, crash and another guarantee within 25 keystrokes', async ({ page }) => {
  await stillness(page)
  await visit(page)
  const keys = keyboard(page)
  await keys.until('Shift+Tab', 'Lose next message')
  await keys.until('ArrowRight', 'Lose next ACK')
  await keys.press('Enter')
  await keys.until('Tab', 'Play')
  await keys.until('End', 'Next surprise')
  await keys.press('Enter')
  await expectScore(page, { 'Packets dropped': '1' })
  await keys.press('Enter')
  await expectScore(page, { Duplicated: '1' })
  await keys.until('Shift+Tab', 'Lose next ACK')
  await keys.until('ArrowRight', 'Crash sender')
  await keys.press('Enter')
  await expect(button(page, 'Crash sender')).toHaveAttribute('aria-pressed', 'true')
  await keys.until('Shift+Tab', 'At least once')
  await keys.press('ArrowRight')
  await expect(radio(page, 'Effectively once')).toBeChecked()
  await expectScore(page, { Duplicated: '0' })
  expect(keys.pressed().length, keys.pressed().join(' ')).toBeLessThanOrEqual(25)
})

test('keyboard only: a packet in flight is lost with Enter, and the focus stays in reach', async ({ page }) => {
  await open(page, 't=1500')
  const keys = keyboard(page)
  await keys.until('Shift+Tab', 'Lose ACK m1')
  await keys.press('Enter')
  await expectScore(page, { 'Packets dropped': '1' })
  await keys.until('Tab', 'Lose next message')
  expect(keys.pressed().filter((key) => key === 'Tab').length).toBeLessThanOrEqual(1)
})

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  for (const { what, link, name } of inFlight) {
    test(`${what} in flight is lost by a tap on it`, async ({ page }) => {
      await open(page, link)
      const dropped = Number(await figure(page, 'Packets dropped').innerText())
      const { x, y } = await middleOf(packet(page, name))
      await page.touchscreen.tap(x, y)
      await expectScore(page, { 'Packets dropped': `${dropped + 1}` })
    })

    test(`${what} in flight is lost by a tap on its button that stands still`, async ({ page }) => {
      await open(page, link)
      const dropped = Number(await figure(page, 'Packets dropped').innerText())
      await button(page, `Lose ${name}`).tap()
      await expectScore(page, { 'Packets dropped': `${dropped + 1}` })
    })
  }

  test('a packet that moves is lost by a tap on it', async ({ page }) => {
    await open(page)
    await setSpeed(page, '¼×')
    await button(page, 'Play').tap()
    const { x, y } = await middleOf(packet(page, 'message m1'))
    await page.touchscreen.tap(x, y)
    await expectScore(page, { 'Packets dropped': '1' })
  })

  test('a crash, a lost ACK, another guarantee and the fault list are a tap each', async ({ page }) => {
    await open(page, 't=500')
    await button(page, 'Crash receiver').tap()
    await expect(button(page, 'Crash receiver')).toHaveAttribute('aria-pressed', 'true')
    await button(page, 'Crash receiver').tap()
    await expect(button(page, 'Crash receiver')).toHaveAttribute('aria-pressed', 'false')
    await button(page, 'Lose next ACK').tap()
    await radio(page, 'Effectively once').tap()
    await expect(radio(page, 'Effectively once')).toBeChecked()
    await button(page, 'Ledger').tap()
    await expect(faults(page).getByRole('listitem')).toHaveCount(2)
    await button(page, 'Clear faults').tap()
    await expect(faults(page)).toHaveCount(0)
    await button(page, 'Close').tap()
    await expect(page.getByRole('region', { name: 'Ledger', exact: true })).toBeHidden()
  })
})

/** A keyboard that counts. */
function keyboard(page: Page) {
  const pressed: string[] = []
  async function press(key: string): Promise<void> {
    pressed.push(key)
    await page.keyboard.press(key)
  }
  /** Presses a key until a control of this name has the focus. */
  async function until(key: string, name: string): Promise<void> {
    const choice = radio(page, name)
    const control = (await choice.count()) > 0 ? choice : button(page, name)
    const wanted = control.and(page.locator(':focus'))
    for (let i = 0; i < 14; i++) {
      await press(key)
      if ((await wanted.count()) > 0) return
    }
    throw new Error(`fourteen times ${key} did not reach "${name}": ${pressed.join(' ')}`)
  }
  return { press, until, pressed: () => pressed }
}
