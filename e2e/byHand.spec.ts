import { expect, type Page, test } from 'playwright/test'
import { broken } from './invariants.ts'
import { button, events, expectScore, faults, middleOf, nowMs, open, packet, seek, stillness } from './lab.ts'

const card = (page: Page) => page.getByRole('dialog')
const handle = (page: Page) => page.getByRole('slider', { name: 'Timeout of the sender', exact: true })
const life = (page: Page, message: string) => page.getByRole('region', { name: `The life of ${message}`, exact: true })

test.beforeEach(({ page }) => stillness(page))

test.describe('the card of a packet', () => {
  test('opens by the second mouse button, says what the packet is, and loses it', async ({ page }) => {
    await open(page, 't=1600')
    const { x, y } = await middleOf(packet(page, 'ACK m1'))
    await page.mouse.click(x, y, { button: 'right' })
    await expect(card(page)).toContainText('Identitya1.1')
    await expect(card(page)).toContainText('Idempotency keyk1')
    await expect(card(page)).toContainText('Carriesthe answer to key k1')
    await card(page).getByRole('button', { name: 'Lose ACK m1' }).click()
    await expect(card(page)).toBeHidden()
    await expect(faults(page)).toContainText('Lose ACK m1')
  })

  test('by keyboard alone: more about it, duplicate it', async ({ page }) => {
    await open(page, 't=300')
    await button(page, 'Lose message m1').focus()
    await page.keyboard.press('ArrowRight')
    await expect(button(page, 'More about message m1')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(card(page).getByRole('button', { name: 'Lose message m1' })).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(faults(page)).toContainText('Duplicate message m1')
    await button(page, 'Next surprise').click()
    await expectScore(page, { Duplicated: '1' })
  })

  test('Escape and Tab past its end close it, and the focus is where it was', async ({ page }) => {
    await open(page, 't=300')
    const more = button(page, 'More about message m1')
    await more.focus()
    await page.keyboard.press('Enter')
    await expect(card(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(card(page)).toBeHidden()
    await expect(more).toBeFocused()
    await page.keyboard.press('Enter')
    await card(page).getByRole('button', { name: 'Close', exact: true }).press('Tab')
    await expect(card(page)).toBeHidden()
    await expect(more).toBeFocused()
  })

  test('delays a packet by a chosen time: a slow ACK duplicates without a loss', async ({ page }) => {
    await open(page, 't=1600')
    await button(page, 'More about ACK m1').click()
    await card(page).getByRole('spinbutton', { name: 'Delay, in seconds' }).fill('2.5')
    await button(page, 'Delay it').click()
    await expect(faults(page)).toContainText('Delay ACK m1 by 2.5 s')
    await seek(page, 8000)
    await expectScore(page, { Duplicated: '1', 'Packets dropped': '0' })
  })

  test('is closed once its packet has arrived', async ({ page }) => {
    await open(page, 't=1600')
    await button(page, 'More about ACK m1').click()
    await page.keyboard.press('Escape')
    await button(page, 'More about ACK m1').click()
    await expect(card(page)).toBeVisible()
    await page.evaluate(() => {
      const slider = document.querySelector<HTMLInputElement>('.playback input[type=range]')
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
      set?.call(slider, '3000')
      slider?.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await expect(card(page)).toBeHidden()
  })
})

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('a long press on a packet opens its card and loses nothing', async ({ page }) => {
    await open(page, 't=500')
    const { x, y } = await middleOf(packet(page, 'message m1'))
    const touch = await page.context().newCDPSession(page)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
    await expect(card(page)).toBeVisible()
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await expect(card(page)).toBeVisible()
    await expect(faults(page)).toHaveCount(0)
    expect(await broken(page)).toEqual([])
  })

  test('a tap on a mark opens the life of its message', async ({ page }) => {
    await open(page, 'faults=drop:a1.1&t=6000')
    const { x, y } = await middleOf(page.locator('.note-again'))
    await page.touchscreen.tap(x, y)
    await expect(life(page, 'm1')).toContainText('Applied m1 again')
  })

  test('there is no ghost of the old future', async ({ page }) => {
    await open(page, 't=1600')
    await button(page, 'Lose ACK m1').click()
    await expect(page.locator('.ghost')).toHaveCount(0)
  })
})

test.describe('the end of a running timer', () => {
  const timeout = (page: Page) => handle(page).getAttribute('aria-valuenow')

  test('follows the mouse, in one edit, and not before the present', async ({ page }) => {
    await open(page, 't=500')
    const { x, y } = await middleOf(handle(page))
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (const dy of [20, 40, 66]) await page.mouse.move(x, y + dy)
    await page.mouse.up()
    expect(await timeout(page)).toBe('4000')
    await button(page, 'Undo').click()
    expect(await timeout(page)).toBe('3000')
    await expect(button(page, 'Undo')).toBeDisabled()

    const again = await middleOf(handle(page))
    await page.mouse.move(again.x, again.y)
    await page.mouse.down()
    await page.mouse.move(again.x, 0)
    await page.mouse.up()
    expect(await timeout(page)).toBe('600')
    expect(await nowMs(page)).toBe(500)
  })

  test('by keyboard, and by the buttons beside it', async ({ page }) => {
    await open(page, 't=500')
    await handle(page).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('PageDown')
    expect(await timeout(page)).toBe('4100')
    await button(page, 'Shorter timeout').click()
    expect(await timeout(page)).toBe('4000')
  })

  test('a timeout below the round trip duplicates with no fault', async ({ page }) => {
    await open(page, 't=500')
    await handle(page).focus()
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowUp')
    expect(await timeout(page)).toBe('1800')
    await button(page, 'Next surprise').click()
    await expectScore(page, { Duplicated: '1', 'Packets dropped': '0' })
  })
})

test('a change in the past leaves the old future as a ghost, until it is hidden', async ({ page }) => {
  await open(page, 't=1600')
  await expect(page.locator('.ghost')).toHaveCount(0)
  await button(page, 'Lose ACK m1').click()
  await expect(page.locator('.ghost line')).toHaveCount(1)
  await button(page, 'Hide what was before').click()
  await expect(page.locator('.ghost')).toHaveCount(0)
  await button(page, 'Undo').click()
  // Undone, what was before is the future with the loss in it.
  await expect(page.locator('.ghost .note-again')).toHaveCount(1)
})

test.describe('the life of a message', () => {
  test('from its ledger row: every attempt has an origin, every step leads to its instant', async ({ page }) => {
    await open(page, 'faults=drop:a1.1&t=12000')
    await button(page, 'Follow m1').click()
    const steps = life(page, 'm1').getByRole('list', { name: 'What came of message m1', exact: true })
    await expect(steps.getByRole('listitem')).toHaveText([
      /Sent m1 0\.0 s/,
      /Took m1 1\.0 s/,
      /Applied m1 1\.1 s/,
      /Sent ACK m1 1\.2 s/,
      /Dropped ACK m1 on the way 1\.7 s/,
      /Timer of m1 fired 3\.0 s/,
    ])
    await expect(life(page, 'm1')).toContainText('The same operation again: key k1, +10 $')
    await life(page, 'm1')
      .getByRole('button', { name: /^Applied m1 again/ })
      .click()
    expect(await nowMs(page)).toBe(4100)
    await expect(life(page, 'm1').getByRole('button', { name: /^Applied m1 again/ })).toHaveAttribute(
      'aria-current',
      'step',
    )
  })

  test('a click on any of its marks opens it', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await open(page, 'faults=drop:a1.1,drop:m2.1&t=4700')
    for (const [mark, message] of [
      ['.note-effect text', 'm1'],
      ['.cross', 'm1'],
      ['.note-again text', 'm1'],
    ] as const) {
      const { x, y } = await middleOf(page.locator(`.diagram ${mark}`).first())
      await page.mouse.click(x, y)
      await expect(life(page, message)).toBeVisible()
      await button(page, 'Stop following').click()
      await expect(life(page, message)).toBeHidden()
    }
  })

  test('tells nothing of what is still to come', async ({ page }) => {
    await open(page, 'faults=drop:a1.1&t=1600')
    await button(page, 'Follow m1').click()
    await expect(life(page, 'm1')).toContainText('Sent ACK m1')
    await expect(life(page, 'm1')).not.toContainText('Lost')
    expect((await events(page)).length).toBe(4)
  })
})

test('a number that is typed is one edit, whatever it passes on the way', async ({ page }) => {
  await open(page, 't=500')
  await button(page, 'Open the mechanism').click()
  const timeout = page.getByRole('spinbutton', { name: 'Timeout', exact: true })
  await timeout.fill('')
  await timeout.pressSequentially('12.5')
  await timeout.blur()
  await expect(handle(page)).toHaveAttribute('aria-valuenow', '12500')
  await button(page, 'Undo').click()
  await expect(timeout).toHaveValue('3')
  await expect(button(page, 'Undo')).toBeDisabled()
})
