import { expect, test } from 'playwright/test'
import { broken } from './invariants.ts'
import { aloud, button, frames, nowMs, open, seek, slider, status, toolbar, violations } from './lab.ts'

const crowd = 'sendEveryMs=400&lineMs=50&seed=1&horizonMs=3600000'
/** Ten thousand events. */
const long = `mode=at-least-once&messages=1400&loseMessagePct=10&loseAckPct=10&${crowd}`
/** As many packets at once as a page draws, and everything that weather can do. */
const dense =
  'mode=at-least-once&messages=600&sendEveryMs=25&lineMs=1&loseMessagePct=10&loseAckPct=10&crashReceiverPct=1&seed=2'

test('a run of ten thousand events: few elements, every message and event within reach, no surprise left out', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await open(page, `${long}&t=90000`)
  const map = page.getByRole('slider', { name: 'Place in the run' })
  await expect(map).toBeVisible()
  const mounted = () => page.locator('.diagram *').count()
  const end = Number(await slider(page).getAttribute('max'))

  await test.step('never more than 400 elements, wherever one looks', async () => {
    for (const part of [0.01, 0.3, 0.6, 0.99, 1]) {
      await seek(page, Math.round(end * part))
      await expect(page.locator('[data-marks]').first()).toBeAttached()
      expect(await mounted()).toBeLessThanOrEqual(400)
    }
  })
  await test.step('each message has a cell, which opens its story by mouse and by keyboard', async () => {
    const cells = page.locator('.dots-sheet canvas')
    const box = await cells.boundingBox()
    expect(box).not.toBeNull()
    const size = (box?.width ?? 0) / 40
    await cells.click({ position: { x: size * 2.5, y: size * 1.5 } })
    await expect(page.getByRole('heading', { name: 'The life of m43' })).toBeInViewport()
    // The diagram goes to where the message was applied, and the playhead stays.
    await expect(
      page
        .locator('.diagram svg')
        .getByText(/^m43 applied/)
        .last(),
    ).toBeInViewport()
    await expect(button(page, 'Back to now')).toBeVisible()
    expect(await nowMs(page)).toBe(end)
    const cursor = page.locator('.dots-cursor')
    await cursor.focus()
    await page.keyboard.press('n')
    const told = await page.locator('.dots-told').innerText()
    expect(told).toMatch(/applied (twice|\d+ times)/)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: `The life of ${told.split(':')[0]}`, exact: true })).toBeVisible()
    await page.keyboard.press('End')
    await expect(page.locator('.dots-told')).toContainText('m1400:')
  })
  await test.step('the counts are those of the rows, and the last row is within reach', async () => {
    await page.getByText('List of messages').click()
    const counts = await page.locator('.dots-counts').innerText()
    const again = /([\d,]+) applied again/.exec(counts)?.[1]
    await button(page, `Again ${again}`).click()
    await button(page, 'All 1400').or(button(page, 'All 1,400')).click()
    await toolbar(page, 'Which part is listed').getByRole('button', { name: 'Last' }).click()
    await expect(toolbar(page, 'Messages').getByRole('listitem').last()).toContainText('m1400')
  })
  await test.step('the overview is a slider: pages, ends, surprises, and a click', async () => {
    await map.focus()
    await page.keyboard.press('Home')
    expect(await nowMs(page)).toBe(0)
    await page.keyboard.press('PageDown')
    expect(await nowMs(page)).toBe(Math.round(end / 12))
    await page.keyboard.press('n')
    await expect(status(page)).toContainText(/lost|again|ignored|crash|gave up/i)
    const box = await map.boundingBox()
    await map.click({ position: { x: 20, y: (box?.height ?? 0) / 2 } })
    expect(Math.abs((await nowMs(page)) - end / 2)).toBeLessThan(end / 100)
    await expect(page.getByRole('list', { name: 'The run in quarters' }).getByRole('listitem')).toHaveCount(4)
    await button(page, 'Closer').click()
    await expect(button(page, 'Whole run')).toHaveAttribute('aria-disabled', 'false')
    await map.dblclick()
    await expect(button(page, 'Whole run')).toHaveAttribute('aria-disabled', 'true')
    await map.press('End')
  })
  expect(await violations(page)).toEqual([])
  await test.step('the table lists every event by parts', async () => {
    await button(page, 'Table').click()
    const rows = page.getByRole('table', { name: 'Events', exact: true }).locator('tbody tr')
    const pager = page.locator('.table-frame').getByRole('toolbar', { name: 'Which part is listed' })
    const count = Number(/of ([\d,]+)/.exec(await pager.innerText())?.[1]?.replace(/,/g, ''))
    expect(count).toBeGreaterThan(9500)
    await expect(rows.last()).toContainText(String(count))
    await pager.getByRole('button', { name: 'First' }).click()
    await expect(rows.first().getByRole('cell').first()).toHaveText('1')
    await pager.getByRole('button', { name: 'On' }).click()
    await expect(rows.first().getByRole('cell').first()).toHaveText('101')
    expect(await violations(page)).toEqual([])
  })
})

/** Hundreds of messages, a few of which go wrong. */
const dull = 'mode=at-least-once&messages=400&loseMessagePct=2&loseAckPct=2&horizonMs=3600000&seed=3&sendEveryMs=4000'

test('quiet stretches are folded into bands that open by mouse, touch and keyboard, in diagram and table', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await open(page, `${dull}&t=1124100`)
  const bands = page.locator('.fold-button')
  const band = bands.and(page.getByRole('button', { name: /^m259 – m280: 22 messages, each applied once/ }))
  const packets = page.locator('.diagram [data-events]')
  await expect(band).toHaveAttribute('aria-expanded', 'false')
  await expect(page.locator('.fold text').last()).toContainText('22 messages, each applied once')
  await test.step('by mouse, and the picture is as before when it is folded again', async () => {
    await band.scrollIntoViewIfNeeded()
    // Where it was scrolled to is drawn with the next frames.
    await page.waitForLoadState('networkidle')
    await frames(page, 3)
    const before = await packets.count()
    await band.click()
    await expect(band).toHaveAttribute('aria-expanded', 'true')
    await expect(page.locator('.diagram svg').getByText('m259 applied')).toBeAttached()
    await expect(button(page, 'Back to now')).toBeVisible()
    await band.click()
    await expect(band).toHaveAttribute('aria-expanded', 'false')
    await expect(packets).toHaveCount(before)
  })
  await test.step('by keyboard: step by step a band is one step', async () => {
    await band.press('ArrowUp')
    await expect(page.locator('[data-event]:focus')).toHaveAccessibleName(/m258/)
    await page.keyboard.press('ArrowDown')
    await expect(band).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(band).toHaveAttribute('aria-expanded', 'true')
    await page.keyboard.press('ArrowDown')
    await expect(page.locator('[data-event]:focus')).toHaveAccessibleName(/m259/)
    await band.press('Enter')
  })
  await test.step('time that goes back into it opens it, and a jump over it says so', async () => {
    await seek(page, 1_090_000)
    await expect(page.locator('.fold text').filter({ hasText: 'm259' })).toHaveCount(0)
    await button(page, 'Next surprise').click()
    await expect(aloud(page)).toContainText('The ACK of m281 was lost')
    await seek(page, 1_030_000)
    await button(page, 'Next surprise').click()
    await expect(aloud(page)).toContainText('In between 22 messages were applied once each. The ACK of m281 was lost')
    await button(page, 'Next surprise').click()
  })
  expect(await page.locator('.diagram *').count()).toBeLessThanOrEqual(400)
  expect(await violations(page)).toEqual([])
  await test.step('the table has a line for each, which opens it too', async () => {
    await button(page, 'Table').click()
    const line = page.locator('.fold-row').filter({ hasText: 'm259 – m280' }).getByRole('button')
    const rows = page.getByRole('table', { name: 'Events', exact: true }).locator('tbody tr')
    await expect(line).toHaveAttribute('aria-expanded', 'false')
    const before = await rows.count()
    await line.click()
    await expect(line).toHaveAttribute('aria-expanded', 'true')
    await expect(rows).toHaveCount(before + 22 * 6)
    await line.click()
  })
  await test.step('all of it can be had unfolded', async () => {
    await button(page, 'Fold what is quiet').click()
    await expect(page.locator('.fold-row')).toHaveCount(0)
    await button(page, 'Diagram').click()
    await expect(bands).toHaveCount(0)
    await button(page, 'Fold what is quiet').click()
    await expect(bands.first()).toBeAttached()
  })
  await test.step('on a phone by touch', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await expect(page.locator('.fold text').last()).toContainText('22 × applied once')
    expect((await broken(page)).filter((line) => !/overlap|sight|sticks out/.test(line))).toEqual([])
  })
})

test('a crowd of packets stays within 400 elements, on a desktop and a phone', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await open(page, `${dense}&t=1500`)
  for (const part of [1, 2, 4, 5]) {
    await seek(page, part * 900)
    await expect(page.locator('[data-marks]').first()).toBeAttached()
    expect(await page.locator('.diagram *').count()).toBeLessThanOrEqual(400)
  }
  await test.step('a run that is cut says so first, and why; very many messages are set on the page, and all have their time', async () => {
    await open(page, 'mode=at-least-once&messages=3000&sendEveryMs=30&loseMessagePct=10&t=99999')
    await expect(status(page)).toContainText(/^Cut at \d\.\d s, because too many packets were on their way to draw\./)
    const [, undecided, unsent] =
      /(\d+) messages are undecided, ([\d,]+) were not sent/.exec(await status(page).innerText()) ?? []
    await expect(page.locator('.dots-counts')).toContainText(`${undecided} undecided, ${unsent} not sent yet.`)
    await open(page, 'mode=at-least-once&loseAckPct=10&t=0')
    await button(page, 'Open the mechanism').click()
    const messages = page.getByRole('spinbutton', { name: 'Messages', exact: true })
    await messages.fill('500')
    await messages.press('Enter')
    await expect(page).toHaveURL(/messages=500&.*horizonMs=2060000/)
    await seek(page, Number(await slider(page).getAttribute('max')))
    await expect(status(page)).toContainText('The end: nothing lost')
    await open(page, `${dense}&t=4500`)
  })
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.locator('.minimap-strip')).toHaveCount(0)
  expect(await page.locator('.diagram *').count()).toBeLessThanOrEqual(400)
  expect((await broken(page)).filter((line) => !/overlap|sight|sticks out/.test(line))).toEqual([])
})

test('where the part that draws crowds cannot be fetched, every mark is drawn all the same', async ({ page }) => {
  await page.route('**/Batches-*.js', (route) => route.abort())
  await open(page, `${dense}&t=4500`)
  await expect(page.locator('.diagram .pill').nth(50)).toBeAttached()
  await expect(page.locator('[data-marks]')).toHaveCount(0)
})
