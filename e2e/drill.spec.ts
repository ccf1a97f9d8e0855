import { expect, type Page, test } from 'playwright/test'
import { button, seek, slider, stillness } from './lab.ts'

const heading = (page: Page) => page.locator('#card-title')
const feedback = (page: Page) => page.locator('.feedback .told')
/** The events of a card's run, which can be walked. */
const marks = (page: Page) => page.locator('.card-picture [data-event]')
const next = (page: Page) => page.locator('.feedback .primary')
const puzzle = (page: Page) => page.getByRole('region', { name: 'Puzzle', exact: true })
const standing = (page: Page) => puzzle(page).getByRole('status')

async function openPage(page: Page, name: string): Promise<void> {
  await page.goto(`./#v=1&page=${name}`)
  await expect(page.locator('.page, .puzzle-card').first()).toBeVisible()
}

/** What makes the present card: its kind and its question. */
const card = async (page: Page): Promise<string> =>
  (await page.locator('.card-body').locator('legend, h3, text').allInnerTexts()).join(' ') +
  (await page.locator('.card-picture').count())

/** Answers whatever is asked by keyboard alone, with the first choice or, for an answer to explain, all points or none. */
async function answerByKeyboard(page: Page, points: 'all' | 'none'): Promise<boolean> {
  const kind = await heading(page).innerText()
  if (kind.startsWith('Read')) await expect(marks(page).first()).toBeAttached()
  await page.keyboard.press('Tab')
  if (kind.startsWith('Explain')) {
    await page.keyboard.type('I would say')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('checkbox').first()).toBeFocused()
    if (points === 'all') {
      for (const box of await page.getByRole('checkbox').all()) {
        await box.focus()
        await page.keyboard.press('Space')
      }
    }
    await button(page, 'Count my points').focus()
    await page.keyboard.press('Enter')
  } else {
    if (kind.startsWith('Read')) {
      await expect(marks(page).last()).toBeFocused()
      await page.keyboard.press('Home')
      await expect(marks(page).first()).toBeFocused()
      await page.keyboard.press('End')
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
  }
  await expect(next(page)).toBeFocused()
  return (await feedback(page).innerText()).startsWith('Right')
}

test.beforeEach(({ page }) => stillness(page))

test.describe('drill', () => {
  test('a whole round by keyboard: a missed card returns after three others, and the summary names what was weak', async ({
    page,
  }) => {
    test.setTimeout(90_000)
    await openPage(page, 'drill')
    await button(page, 'Start a round').focus()
    await page.keyboard.press('Enter')
    const asked: { text: string; right: boolean; again: boolean }[] = []
    for (let i = 0; i < 40 && !(await page.getByRole('heading', { name: 'Your round' }).isVisible()); i++) {
      await expect(heading(page)).toBeFocused()
      const again = (await heading(page).innerText()).includes('again')
      const text = await card(page)
      let right = await answerByKeyboard(page, again ? 'all' : 'none')
      asked.push({ text, right, again })
      // A choice that was wrong once would be wrong for ever: the rest of the round is not this test's.
      if (asked.filter(({ again }) => again).length === 2) {
        await next(page).press('Enter')
        await button(page, 'End the round').press('Enter')
        right = true
        break
      }
      await next(page).press('Enter')
    }
    const missed = asked.findIndex(({ right, again }) => !right && !again)
    const back = asked.findIndex(({ text, again }) => again && text === asked[missed]?.text)
    expect(missed).toBeGreaterThanOrEqual(0)
    expect(back - missed).toBeGreaterThanOrEqual(4)
    await expect(page.getByRole('heading', { name: 'Your round' })).toBeFocused()
    await expect(page.getByText('3 of 5 right at the first try')).toBeVisible()
    await expect(page.getByRole('button', { name: /^Open the lesson: / }).first()).toBeVisible()
  })

  test('a design card runs every choice through the same faults, and each run opens in the lab', async ({ page }) => {
    await openPage(page, 'drill')
    await button(page, 'Start a round').click()
    for (let i = 0; i < 12 && !(await heading(page).innerText()).startsWith('Choose'); i++) {
      await answerByKeyboard(page, 'all')
      await next(page).click()
    }
    const choices = await page.getByRole('radio').count()
    await page.getByRole('radio').first().check()
    await button(page, 'Answer').click()
    const rows = page.getByRole('list', { name: 'What each choice comes to', exact: true }).getByRole('listitem')
    await expect(rows).toHaveCount(choices)
    await expect(rows.filter({ hasText: 'your choice' })).toHaveCount(1)
    await expect(rows.filter({ hasText: 'does not fit' })).not.toHaveCount(0)
    await expect(page.getByRole('region', { name: 'Run of this card', exact: true })).toBeVisible()
    const shown = await rows.first().getByRole('definition').first().innerText()
    await rows.first().getByRole('link').click()
    await expect(slider(page)).toBeVisible()
    await slider(page).fill('120000')
    await expect(page.getByRole('region', { name: 'Scoreboard' }).getByRole('definition').nth(1)).toHaveText(
      new RegExp(`^${shown}`),
    )
  })

  test('the diagram of a card cannot be changed, and shows no counters', async ({ page }) => {
    await openPage(page, 'drill')
    await button(page, 'Start a round').click()
    for (let i = 0; i < 12 && !(await heading(page).innerText()).startsWith('Read'); i++) {
      await answerByKeyboard(page, 'all')
      await next(page).click()
    }
    const picture = page.getByRole('region', { name: 'Run of this card', exact: true })
    await expect(picture).toBeVisible()
    await expect(picture.getByRole('button')).toHaveCount(0)
    await expect(page.getByRole('region', { name: 'Scoreboard' })).toHaveCount(0)
    await expect(page.getByRole('region', { name: 'Ledger' })).toHaveCount(0)
  })

  test('progress survives a reload, can be cleared, and a text that is none is refused by its field', async ({
    page,
  }) => {
    await openPage(page, 'drill')
    await button(page, 'Start a round').click()
    await answerByKeyboard(page, 'all')
    await next(page).click()
    await page.reload()
    await expect(page.getByText(/^Card 2,/)).toBeVisible()
    await button(page, 'End the round').click()
    await page.getByText('Your progress', { exact: true }).click()
    await expect(page.getByText(/You have met 1 of \d+ cards/)).toBeVisible()
    await page.getByRole('textbox').fill('{"v":1,"rounds":-1,"known":{},"session":null}')
    await button(page, 'Use this text').click()
    await expect(page.getByRole('alert')).toContainText('rounds')
    await button(page, 'Clear progress').click()
    await expect(page.getByText(/You have met 0 of/)).toBeVisible()
    await page.reload()
    await expect(button(page, 'Start a round')).toBeVisible()
  })

  test('works where the browser keeps nothing', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('no storage here', 'SecurityError')
        },
      })
    })
    await openPage(page, 'drill')
    await button(page, 'Start a round').click()
    await answerByKeyboard(page, 'all')
    await next(page).click()
    await expect(page.getByText(/^Card 2,/)).toBeVisible()
    await button(page, 'End the round').click()
    await page.getByText('Your progress', { exact: true }).click()
    await expect(page.getByText('This browser keeps nothing')).toBeVisible()
  })
})

test.describe('puzzles', () => {
  test('one is solved by hand, at its par, and the list knows', async ({ page }) => {
    await openPage(page, 'puzzle/wrong-and-sure')
    await expect(standing(page)).toHaveText('Not solved yet')
    await expect(puzzle(page)).toContainText('You used 0 faults; par is 1 fault.')
    await button(page, 'Lose next message').click()
    await expect(puzzle(page)).toContainText('You used 1 fault')
    await expect(standing(page)).toHaveText('The run has not ended yet: play it on and see')
    await seek(page, 120_000)
    await expect(standing(page)).toHaveText('Not solved yet')
    await button(page, 'Reset').click()
    await button(page, 'Undo').click()
    await button(page, 'Lose next ACK').click()
    await expect(standing(page)).toHaveText('The run has not ended yet: play it on and see')
    await seek(page, 120_000)
    await expect(standing(page)).toHaveText('Solved at par')
    await button(page, 'Step back').click()
    await expect(standing(page)).toHaveText('Solved at par')
    await button(page, 'Clear faults').click()
    await expect(standing(page)).toHaveText('Solved before; not by this run')
    await puzzle(page).getByRole('button', { name: 'All puzzles' }).click()
    const entry = page.getByRole('listitem').filter({ hasText: 'Wrong, and sure of it' })
    await expect(entry).toContainText('Solved at par')
    // Whoever counts, such as a learning system, is told as well.
    expect(await page.evaluate(() => localStorage.getItem('exactly-once-lab.progress'))).toContain(
      '"puzzles":["wrong-and-sure"]',
    )
    await expect(page.getByRole('listitem').filter({ hasText: 'Not solved yet' })).toHaveCount(12)
  })

  test('what may not be used is against the rules', async ({ page }) => {
    await openPage(page, 'puzzle/wrong-and-sure')
    await button(page, 'Crash receiver').click()
    await expect(standing(page)).toContainText('The receiver may not be crashed.')
    await page.getByRole('radio', { name: 'Effectively once', exact: true }).check()
    await expect(standing(page)).toContainText('A knob was turned that has to stay.')
    await puzzle(page).getByRole('button', { name: 'Start over' }).click()
    await expect(standing(page)).toHaveText('Not solved yet')
  })

  test('a hint, then a solution, and on to the next', async ({ page }) => {
    await openPage(page, 'puzzle/mend-it')
    await expect(puzzle(page)).toContainText('par is 3 knobs')
    await puzzle(page).getByRole('button', { name: 'Hint' }).click()
    await puzzle(page).getByRole('button', { name: 'Show a solution' }).click()
    await expect(standing(page)).toHaveText('Solved at par')
    await openPage(page, 'puzzles')
    await page.getByRole('button', { name: 'Start: Two faults, no trace' }).click()
    await puzzle(page).getByRole('button', { name: 'Next puzzle' }).click()
    await expect(puzzle(page)).toContainText('Wrong, and sure of it')
  })
})
