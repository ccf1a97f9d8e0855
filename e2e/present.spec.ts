import { expect, type Page, test } from 'playwright/test'
import { broken } from './invariants.ts'
import {
  button,
  canonical,
  expectScore,
  faults,
  frames,
  nowMs,
  open,
  radio,
  score,
  sizes,
  slider,
  stillness,
  toolbar,
  violations,
} from './lab.ts'

test.beforeEach(({ page }) => stillness(page))

const bar = (page: Page) => toolbar(page, 'Presenter')
const vote = (page: Page) => page.locator('.vote')

test('a clicker steps, pauses and blanks; R is for the next class, P and Escape leave', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await open(page, `${canonical}&t=3300&theme=dark`)
  await page.keyboard.press('PageDown')
  expect(await nowMs(page)).toBe(3300)
  await page.keyboard.press('p')
  await expect(bar(page)).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'projector')
  expect(await page.locator('body').evaluate((body) => Number.parseFloat(getComputedStyle(body).fontSize))).toBeCloseTo(
    20,
  )
  for (const number of await page.locator('.cell .number').all())
    expect(await number.evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize))).toBeGreaterThanOrEqual(
      38,
    )
  await expect(page.locator('.rail')).toBeHidden()

  // Two moves may share an instant; what is said of them differs.
  const where = () => slider(page).getAttribute('aria-valuetext')
  const places: (string | null)[] = [await where()]
  for (const key of ['PageDown', 'ArrowRight', 'ArrowLeft', 'PageUp']) {
    await page.keyboard.press(key)
    places.push(await where())
  }
  const [start, first, second, back, begun] = places
  expect(new Set([start, first, second]).size).toBe(3)
  expect(back).toBe(first)
  await page.keyboard.press('PageDown')
  expect(await where()).toBe(first)
  expect(begun).not.toBe(first)
  await button(page, 'Play').click()
  await page.keyboard.press('.')
  await expect(button(page, 'Play')).toBeVisible()
  await page.keyboard.press('.')
  const blank = button(page, 'The screen is blank. Press . to see the lab again.')
  await expect(blank).toBeVisible()
  const still = await nowMs(page)
  await page.keyboard.press('PageDown')
  expect(await nowMs(page)).toBe(still)
  await page.keyboard.press('.')
  await expect(blank).toHaveCount(0)

  await radio(page, 'At most once').check()
  await button(page, 'Crash receiver').click()
  await expectScore(page, { Lost: '0' })
  await bar(page).getByRole('button', { name: 'Curtain' }).click()
  await expect(page.locator('.cell .number')).toHaveText(['?', '?', '?', '?', '?'])
  await expect(page.locator('.ledger')).toBeHidden()
  await page.keyboard.press('r')
  await expect(radio(page, 'At least once')).toBeChecked()
  expect(await nowMs(page)).toBe(3300)
  expect(await score(page)).toMatchObject({ Sent: '1' })

  await bar(page).getByRole('button', { name: 'QR code' }).click()
  const code = page.getByRole('dialog', { name: 'Go on from exactly here' })
  await expect(code.getByRole('img', { name: 'QR code of the link' })).toBeVisible()
  await expect(code).toContainText(`#v=1&mode=at-least-once&${canonical}&t=3300`)
  await page.keyboard.press('Escape')
  await expect(code).toHaveCount(0)
  await expect(bar(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(bar(page)).toHaveCount(0)
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('letters do nothing where they are switched off, or in a text', async ({ page }) => {
  await open(page, 't=0&keys=off')
  await page.keyboard.press('p')
  await expect(bar(page)).toHaveCount(0)
  await open(page, 't=0&keys=on')
  await button(page, 'Share…').click()
  await page.getByRole('textbox', { name: 'Your note or question to the reader' }).pressSequentially('pp')
  await expect(bar(page)).toHaveCount(0)
  await button(page, 'Present this to a class').click()
  await expect(bar(page)).toBeVisible()
})

test('a class votes on a lesson: hidden until it is revealed, then beside what happened', async ({ page }) => {
  await page.goto('./#v=1&page=lesson/lose-the-ack&present=1')
  await expect(slider(page)).toBeVisible()
  await expect(bar(page)).toBeVisible()
  for (let i = 0; i < 30 && !(await button(page, 'Reveal').isVisible()); i++) {
    await page.keyboard.press('PageDown')
    await frames(page, 3)
  }
  const more = (name: string) => vote(page).getByRole('button', { name: `One vote more: ${name}`, exact: true })
  await expect(more('never')).toBeVisible()
  for (let i = 0; i < 3; i++) await more('twice').click()
  await more('once').click()
  await more('never').click()
  await vote(page).getByRole('button', { name: 'One vote fewer: never', exact: true }).click()
  await expect(vote(page)).toContainText('4 votes, hidden until you reveal.')
  await expect(vote(page)).not.toContainText('of 4')
  await button(page, 'Reveal').click()
  await expect(vote(page)).toContainText('3 of 4')
  await button(page, 'Let it run').click()
  for (let i = 0; i < 30 && !(await page.locator('.tutor').innerText()).includes('so it is'); i++)
    await page.keyboard.press('PageDown')
  await expect(page.locator('.tutor')).toContainText('You said “twice”, and so it is.')
  await expect(vote(page).getByRole('listitem').filter({ hasText: 'so it was' })).toContainText('twice')
  await expectScore(page, { Duplicated: '1' })
  // The next class begins at the beginning, and nobody has voted.
  await page.keyboard.press('r')
  await expect(vote(page)).toHaveCount(0)
  await expect(button(page, 'Start')).toBeVisible()
  await expectScore(page, { Duplicated: '0' })
  await expect(faults(page)).toHaveCount(0)
})

test('axe finds nothing and everything fits, before a class and on a phone', async ({ page }) => {
  test.setTimeout(60_000)
  await page.setViewportSize(sizes[0])
  await open(page, `${canonical}&t=5900&present=1`)
  await expect(bar(page)).toBeVisible()
  for (const step of ['run', 'vote', 'counts'] as const) {
    if (step === 'vote') await bar(page).getByRole('button', { name: 'Vote' }).click()
    if (step === 'counts') {
      await vote(page).getByRole('button', { name: 'One vote more: twice' }).click()
      await button(page, 'Reveal').click()
    }
    for (const size of sizes) {
      await page.setViewportSize(size)
      if (size === sizes[1] || size === sizes[2])
        expect.soft(await violations(page), `${step} ${size.width}`).toEqual([])
      expect.soft(await broken(page), `${step} ${size.width}`).toEqual([])
    }
  }
})
