import { expect, type Page, test } from 'playwright/test'
import { button, expectScore, navigate, nowMs, open, seek, slider, stillness } from './lab.ts'

const tutor = (page: Page) => page.locator('.tutor')
const openPage = async (page: Page, name: string) => {
  await page.goto(`./#v=1&page=${name}`)
}
const openLesson = async (page: Page, id: string) => {
  await openPage(page, `lesson/${id}`)
  await expect(tutor(page)).toBeVisible()
  await expect(slider(page)).toBeVisible()
}
/** Steps until the lesson asks. */
async function toQuestion(page: Page): Promise<void> {
  await button(page, 'Start').click()
  for (let i = 0; i < 30 && !(await button(page, 'Skip the question').isVisible()); i++) {
    await button(page, 'Step forward').click()
  }
  await expect(button(page, 'Skip the question')).toBeVisible()
}

test.beforeEach(({ page }) => stillness(page))

test('the syllabus lists every lesson, and each opens by its link', async ({ page }) => {
  await open(page)
  await button(page, 'Course').click()
  await expect(page).toHaveURL(/page=course/)
  const links = page.locator('.course ol a')
  await expect.poll(() => links.count()).toBeGreaterThanOrEqual(16)
  // From a fresh visit to a first prediction: the course, its start, an answer.
  await page.getByRole('link', { name: 'Start: Lose the ACK' }).click()
  await expect(tutor(page)).toContainText('Lesson 1 of 21')
  await expect(tutor(page)).toContainText('No ACK came back. Does that mean nothing arrived?')
  await page.goBack()
  await expect(links.first()).toBeVisible()
  // Teachers: the same lesson before a class, and its sheet with what to ask.
  await page.getByRole('link', { name: 'For teachers' }).click()
  await expect(page).toHaveURL(/page=course\/teachers/)
  await expect(page.getByRole('heading', { name: 'For teachers' })).toBeFocused()
  await expect(page.getByRole('link', { name: /^Present: / })).toHaveCount(21)
  await page.getByRole('link', { name: 'Worksheet: Lose the ACK' }).click()
  await expect(page.locator('.worksheet .teachers')).toContainText('Usual wrong answer')
  await button(page, 'Course').click()
  await page.getByRole('link', { name: 'Present lesson 1' }).click()
  await expect(tutor(page)).toBeVisible()
  await button(page, 'Leave presenter mode').click()
  await button(page, 'Free lab').click()
  await expect(slider(page)).toBeVisible()
})

test('a lesson from its link to its explanation by keyboard alone', async ({ page }) => {
  await openLesson(page, 'lose-the-ack')
  await button(page, 'Start').focus()
  await page.keyboard.press('Enter')
  await button(page, 'Step forward').focus()
  for (let i = 0; i < 30 && !(await button(page, 'Skip the question').isVisible()); i++) {
    await page.keyboard.press('Enter')
  }
  // Asking takes the focus from nothing. The answers say what they answer, and are left for the next thing to press.
  await expect(button(page, 'Step forward')).toBeFocused()
  const answers = page.getByRole('group', { name: /How often will m1 have had its effect in the end\?$/ })
  await answers.getByRole('button', { name: 'twice', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(tutor(page)).toContainText('You said “twice”.')
  await expect(tutor(page).getByRole('button', { name: 'To the end', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(button(page, 'Try it')).toBeFocused()
  await expect(tutor(page)).toContainText('You said “twice”, and so it is.')
  await expect(tutor(page)).toContainText('silence only meant that no ACK came back')
  await expectScore(page, { Duplicated: '1' })
})

test('a wrong prediction is restated beside what happened, and asked why before it is explained', async ({ page }) => {
  await openLesson(page, 'lose-the-ack')
  await toQuestion(page)
  await expect(page).toHaveURL(/lesson\/lose-the-ack\/predict/)
  // While it is asked, no panel says how it goes on.
  await expect(page.locator('main')).toContainText('The ACK of m1 was lost on the way.')
  await expect(page.locator('.how-it-works .idea')).toHaveCount(0)
  await expect(page.locator('.happened .why')).toHaveText('')
  await button(page, 'once').click()
  await expect(page.locator('.how-it-works .idea')).toContainText('the effect happens twice')
  await expectScore(page, { Duplicated: '0' })
  await button(page, 'To the end').click()
  await expect(tutor(page)).toContainText('You said “once”. The run says “twice”.')
  await expect(tutor(page)).not.toContainText('silence only meant')
  await button(page, 'A message packet was dropped on its way.').click()
  await expect(tutor(page)).toContainText('That did not happen in this run.')
  await button(page, 'An ACK was lost on its way back.').click()
  await expect(tutor(page)).toContainText('That is what happened here.')
  await button(page, 'Explain it').click()
  await expect(tutor(page)).toContainText('silence only meant')
  await page.goBack()
  await expect(page).toHaveURL(/lose-the-ack\/why|lose-the-ack\/run/)
})

test('Escape skips, and nothing is lost by it', async ({ page }) => {
  await openLesson(page, 'lose-the-ack')
  await toQuestion(page)
  await button(page, 'never').press('Escape')
  await button(page, 'To the end').click()
  await expect(tutor(page)).toContainText('The run says “twice”.')
})

test('to break it by hand is noticed; the lesson is a press away, and so is the free lab with this very run', async ({
  page,
}) => {
  await openPage(page, 'lesson/lose-the-ack/done')
  await expect(tutor(page)).toContainText('Now break it')
  await button(page, 'Try it').click()
  await expect(tutor(page)).toContainText('Lose one more packet: while it runs, click it in flight')
  await seek(page, 5500)
  await button(page, 'Lose ACK m1, attempt 2').or(button(page, 'Lose ACK m2')).last().click()
  await expect(tutor(page)).toContainText('That will do it. Let it run, and see.')
  await expect(tutor(page).getByRole('button', { name: 'Play' })).toBeVisible()
  await button(page, 'Back to the lesson').click()
  await button(page, 'Show me').click()
  await expect(tutor(page)).toContainText('This does it. The ACK of m2 is lost too.')
  await button(page, 'Back to the lesson').click()
  await expect(tutor(page)).toContainText('Now break it')
  const at = await nowMs(page)
  await button(page, 'Leave into the free lab').click()
  await expect(page).toHaveURL(/faults=drop:a1\.1/)
  await expect(tutor(page)).toHaveCount(0)
  expect(await nowMs(page)).toBe(at)
  await page.goBack()
  await expect(tutor(page)).toContainText('Now break it')
  // And by a button, after a detour.
  await button(page, 'Free lab').click()
  await button(page, 'Back to lesson').click()
  await expect(tutor(page)).toContainText('Now break it')
  await expect(page).toHaveURL(/lesson\/lose-the-ack\/done/)
})

test('a lesson in a real product, and a product in the mechanism: what is documented, with its source', async ({
  page,
}) => {
  await openPage(page, 'lesson/offsets/done')
  await page.getByText('In real products', { exact: true }).click()
  await expect(tutor(page).getByRole('link', { name: 'Celery: tasks', exact: true }).first()).toBeVisible()
  await button(page, 'Run it like Kafka consumer, commit before processing').click()
  await expect(tutor(page)).toContainText('It runs like Kafka consumer, commit before processing now')
  await slider(page).fill('120000')
  await expectScore(page, { Lost: '1', Duplicated: '0' })
  await button(page, 'Leave into the free lab').click()
  await button(page, 'Open the mechanism').click()
  const vendor = page.getByRole('combobox', { name: 'Like a real product', exact: true })
  await vendor.selectOption({ label: 'Amazon SQS, standard queue' })
  await expect(page.getByText('VisibilityTimeout')).toBeVisible()
  await expect(page.getByText('What one receiver cannot show')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Source: Amazon SQS: visibility timeout' })).toBeVisible()
  await expect(page).toHaveURL(/timeoutMs=30000/)
  // A knob turned since then, and it is that product no more.
  await page.getByRole('combobox', { name: 'Deduplication', exact: true }).selectOption('durable')
  await expect(vendor).toHaveValue('')
})

test('from a lesson straight into another, at another step: its own run is there', async ({ page }) => {
  await openLesson(page, 'lose-the-message')
  await navigate(page, 'v=1&page=lesson/ack-of-ack/done')
  await expect(tutor(page)).toContainText('Now you are the receiver')
  await expect(tutor(page)).toContainText('Now break it')
  await expectScore(page, { Sent: '2' })
})

test('the first lesson plays by itself until it asks, aloud, and takes the focus from nothing', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await openLesson(page, 'lose-the-ack')
  await button(page, 'Follow m1').focus()
  const region = await tutor(page).getByRole('status').elementHandle()
  await expect(button(page, 'never')).toBeVisible({ timeout: 15_000 })
  await expect(button(page, 'Follow m1')).toBeFocused()
  // What was not there before says nothing when it comes with its words in it.
  const said = await region?.evaluate((element) => [element.isConnected, element.textContent])
  expect(said).toEqual([true, expect.stringContaining('How often will m1 have had its effect')])
})

test('on a free run: predict from here, graded by the run', async ({ page }) => {
  await open(page, 'faults=drop:a2.1&t=3000')
  await button(page, 'Predict from here').click()
  await expect(tutor(page)).toContainText('How often will m2 have had its effect in the end?')
  await button(page, 'once').click()
  await button(page, 'To the end').click()
  await expect(tutor(page)).toContainText('You said “once”. The run says “twice”.')
  await button(page, 'Close').click()
  await expect(tutor(page)).toHaveCount(0)
})

test('a worksheet has the question without the outcome, and the answer on a page of its own', async ({ page }) => {
  await openPage(page, 'worksheet/lose-the-ack&theme=dark')
  const figures = page.locator('.worksheet .drawing')
  await expect(figures.first()).toContainText('ACK lost')
  await expect(figures.first()).not.toContainText('again')
  await expect(figures.nth(1)).toContainText('m1 applied again')
  await expect(page.locator('.sheet-link')).toContainText('page=lesson/lose-the-ack/predict')
  await expect(page.locator('.sheet-link').getByRole('img', { name: 'QR code of the link' })).toBeVisible()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(button(page, 'Print')).toBeHidden()
  // Printed on both sides, the back of the question is empty; and paper is white.
  const style = (selector: string, name: 'breakBefore' | 'backgroundColor') =>
    page.locator(selector).evaluate((element, name) => getComputedStyle(element)[name], name)
  expect(await style('.empty-side', 'breakBefore')).toBe('page')
  expect(await style('.answer', 'breakBefore')).toBe('right')
  expect(await style('body', 'backgroundColor')).toBe('rgb(255, 255, 255)')
})

test('a page or a lesson that is none is said to be so', async ({ page }) => {
  await openPage(page, 'nowhere')
  await expect(page.getByRole('alert')).toContainText('page: must be one of course, lesson')
  await openPage(page, 'lesson/lose-the-ack')
  await navigate(page, 'v=1&page=lesson/lose-the-hat')
  await expect(page.getByRole('alert')).toContainText('There is no lesson “lose-the-hat”.')
})
