import { expect, type Page, test } from 'playwright/test'
import { button, score, status } from './lab.ts'

const points = (page: Page) => page.locator('.curves .point line')

test('a question is a picture; theory runs through its points; a figure opens a run of its kind, and Back is back', async ({
  page,
}) => {
  await page.goto('./#v=1&page=costs')
  await expect(page.getByText('In this weather nothing goes wrong.')).toBeVisible()
  // Along the loss of ACKs there is something to see in any weather.
  await expect(page.locator('.curves .theory').first()).toHaveAttribute('d', /L/)
  // A slider of the weather is turned by keyboard, and what is drawn follows.
  await page.getByRole('slider', { name: 'Loss of ACKs' }).press('End')
  await expect(page).toHaveURL(/loseAckPct=60/)
  await expect(page.getByText('In this weather nothing goes wrong.')).toHaveCount(0)
  await button(page, 'Why not just retry ten times?').click()
  await expect(page).toHaveURL(/page=costs\/attempts\/outcomes\/retries&.*loseMessagePct=30/)
  const answer = page.locator('.answer')
  await expect(answer).toContainText('Because further attempts trade loss for duplicates. One attempt: 30')
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-label', /^130,000 runs$/, { timeout: 30_000 })
  await expect(points(page)).toHaveCount(20)

  await test.step('the line has its formula and what it assumes beside it', async () => {
    await page.getByText('What the line assumes').click()
    await expect(page.getByText('Every timeout is longer than the longest round trip.')).toBeVisible()
    await expect(page.getByText('lost pᴿ; duplicated q (1 − pᴿ − R (1 − p) pᴿ⁻¹)')).toBeVisible()
  })
  await test.step('points are one stop, and are walked by arrow keys', async () => {
    await page.locator('.point[tabindex="0"]').focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowUp')
    await expect(page.locator('.point:focus')).toHaveAccessibleName(
      /^At least once, attempts at most 10: duplicated [\d.]+.%, between [\d.]+.% and .* theory 30.%\. Open such a run\.$/,
    )
    await expect(page.locator('.point-told')).toContainText('attempts at most 10: duplicated')
    await expect(page.locator('.point[tabindex="0"]')).toHaveCount(1)
  })
  await page.getByText('The same as a table').click()
  const row = page
    .locator('.curve-table tbody tr')
    .filter({ has: page.getByRole('rowheader', { name: '3', exact: true }) })
  // Theory §6.3 at p = q = 0.3, R = 3: lost 0.027, duplicated 0.3 (1 − 0.027 − 3·0.7·0.09) = 0.2352.
  await expect(row.getByText('theory 2.7 %')).toBeVisible()
  await expect(row.getByText('theory 23.5 %')).toBeVisible()
  const measured = await row.getByRole('button').allInnerTexts()
  expect(Math.abs(Number.parseFloat(measured[0] ?? '') - 2.7)).toBeLessThan(0.5)
  expect(Math.abs(Number.parseFloat(measured[1] ?? '') - 23.5)).toBeLessThan(1.2)

  const [address, said] = [page.url(), await answer.innerText()]
  const isThere = async () => {
    await expect(page).toHaveURL(address)
    await expect(button(page, 'Why not just retry ten times?')).toHaveAttribute('aria-pressed', 'true')
    await expect(answer).toHaveText(said)
    await expect(page.getByRole('checkbox')).toHaveCount(3)
  }
  const open = () => points(page).nth(12).locator('..').press('Enter')
  await row.getByRole('button', { name: /duplicated 2/ }).click()
  await expect(page.getByText(/^Run [\d,]+ of 10,000, At least once: one that duplicated\.$/)).toBeVisible()
  await test.step('it stands where that happens', async () => {
    expect(Number((await score(page)).Duplicated)).toBe(1)
    await expect(status(page)).toContainText(/applied again|second time|again/i)
  })
  await test.step('the picture is as it was by Back, by the button, and when it is loaded again', async () => {
    await page.goBack()
    await isThere()
    await expect(points(page)).toHaveCount(20, { timeout: 30_000 })
    await open()
    await expect(page).toHaveURL(/seed=\d+/)
    await button(page, 'Back to the picture').click()
    await isThere()
    await page.reload()
    await isThere()
  })
})

test('where workers are refused the page makes the runs itself, and can be stopped', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'Worker', {
      value: class {
        constructor() {
          throw new DOMException('refused', 'SecurityError')
        }
      },
    })
  })
  await page.goto('./#v=1&page=costs/messageloss/outcomes&loseAckPct=10&messages=60')
  await expect(points(page)).not.toHaveCount(0, { timeout: 30_000 })
  await button(page, 'Stop').click()
  const runs = await page.getByRole('progressbar').getAttribute('value')
  await page.getByRole('checkbox', { name: 'Effectively once' }).uncheck()
  await expect(page.getByRole('progressbar')).not.toHaveAttribute('value', runs ?? '')
})
