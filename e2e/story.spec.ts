import { expect, type Page, test } from 'playwright/test'
import {
  button,
  clickMoving,
  expectScore,
  expectStill,
  faults,
  figure,
  nowMs,
  open,
  packet,
  setSpeed,
  slider,
  stillness,
  toolbar,
  visit,
} from './lab.ts'

test.describe.configure({ timeout: 40_000 })

test('without any input the page shows the duplicate within 15 s and stops by 20 s', async ({ page }) => {
  const start = Date.now()
  await page.goto('./')
  await expect(button(page, 'Pause')).toBeVisible({ timeout: 3000 })
  await expect(figure(page, 'Duplicated')).toHaveText(/^1/, { timeout: 15_000 - (Date.now() - start) })
  await expect(button(page, 'Play')).toBeVisible({ timeout: 20_000 - (Date.now() - start) })
  await expectStill(page)
  await expectScore(page, { Lost: '0', Duplicated: '1', 'Packets dropped': '1' })
})

test('one click on the highlighted ACK gives the duplicate within 10 s', async ({ page }) => {
  const start = Date.now()
  await page.goto('./')
  await expect(page.locator('.diagram .ring')).toBeVisible({ timeout: 8000 })
  await clickMoving(page, packet(page, 'ACK m1'))
  await expect(page.getByText('You lost the ACK')).toBeVisible()
  await expect(figure(page, 'Duplicated')).toHaveText(/^1/, { timeout: 10_000 - (Date.now() - start) })
  await expect(button(page, 'Play')).toBeVisible()
  await expectStill(page)
})

test('the second act is the canonical script, and each guarantee makes its own of it', async ({ page }) => {
  await stillness(page)
  await visit(page)
  await stepTo(page, () => button(page, 'Lose ACK m1').isVisible())
  await button(page, 'Lose ACK m1').click()
  await stepTo(page, () => button(page, 'Now lose a message too').isVisible())
  await setSpeed(page, '4×')
  await button(page, 'Now lose a message too').click()
  await expect(faults(page).getByRole('listitem')).toHaveText([/^Lose ACK m1/, /^Lose message m2/])
  await expect(button(page, 'Play')).toBeVisible({ timeout: 10_000 })
  await expectScore(page, { Sent: '3', Lost: '0', Duplicated: '1', 'Expected → actual': '30 → 40 $' })
  const card = page.getByRole('region', { name: 'Try this' })
  for (const [guarantee, outcome] of [
    ['At most once', { Lost: '1', Duplicated: '0', 'Expected → actual': '30 → 20 $' }],
    ['Effectively once', { Lost: '0', Duplicated: '0', 'Expected → actual': '30 → 30 $' }],
    ['At least once', { Lost: '0', Duplicated: '1', 'Expected → actual': '30 → 40 $' }],
  ] as const) {
    await card.getByRole('button', { name: guarantee, exact: true }).click()
    await expectScore(page, { Sent: '3', ...outcome })
    await expect(page.getByRole('radio', { name: guarantee, exact: true })).toBeChecked()
  }
  await expect(card.getByText('what will it be?')).toHaveCount(0)
})

test('with reduced motion nothing moves by itself and steps tell the same story', async ({ page }) => {
  await stillness(page)
  await visit(page)
  await expectStill(page)
  await expectStill(page)
  await expect(button(page, 'Play')).toBeVisible()
  expect(await nowMs(page)).toBe(0)
  const toTheAck = await stepTo(page, () => button(page, 'Lose ACK m1').isVisible())
  await button(page, 'Lose ACK m1').click()
  const toTheDuplicate = await stepTo(page, async () => /^1/.test(await figure(page, 'Duplicated').innerText()))
  expect(toTheAck + toTheDuplicate).toBeLessThanOrEqual(8)
  await expectScore(page, { Lost: '0', Duplicated: '1', 'Packets dropped': '1' })
  await expect(button(page, 'Now lose a message too')).toBeVisible()
  await expectStill(page)
})

test('whoever follows a link sees no story and no motion', async ({ page }) => {
  await open(page, 't=1700')
  await expect(toolbar(page, 'In flight').getByRole('button', { name: /^Lose/ })).toHaveText(['Lose ACK m1'])
  await expect(page.getByRole('region', { name: 'Try this' })).toHaveCount(0)
  await expectStill(page)
  await expectStill(page)
  await expect(slider(page)).toHaveValue('1700')
})

test('who hears the page can stop it at once, is told of what it does, and leaves the story for the controls', async ({
  page,
}) => {
  await visit(page)
  await expect(page.getByRole('main')).toContainText('This first run plays by itself.')
  await expect(button(page, 'Pause')).toBeVisible()
  // Nothing has the focus yet, and what listens comes after the picture.
  await expect(async () => {
    await page.keyboard.press('Space')
    await expect(button(page, 'Play')).toBeVisible({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('Space')
  const story = page.getByRole('region', { name: 'Try this' })
  await expect(story.getByRole('status')).toContainText('press “Lose ACK m1”', { timeout: 8000 })
  await page.keyboard.press('Escape')
  await expect(button(page, 'Play')).toBeVisible()
  await button(page, 'Play').click()
  await button(page, 'Help').click()
  await page.keyboard.press('Escape')
  await expect(button(page, 'Play')).toBeVisible()
  await button(page, 'Play').click()
  await button(page, 'Explore on your own').press('Enter')
  await expect(story).toHaveCount(0)
  await expect(button(page, 'Play')).toBeFocused()
})

/** Presses "Step forward" until something is so; how often. */
async function stepTo(page: Page, isSo: () => Promise<boolean>): Promise<number> {
  for (let presses = 0; presses <= 20; presses++) {
    if (await isSo()) return presses
    await button(page, 'Step forward').click()
  }
  throw new Error('twenty steps did not lead there')
}
