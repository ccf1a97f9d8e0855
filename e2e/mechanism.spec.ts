import { expect, type Page, test } from 'playwright/test'
import { violations as axe, button, clock, faults, figure, open } from './lab.ts'

/** What one crash before each line does to one message, sent again until an ACK comes: theory, claims C4 to C7. */
const crashes: { design: string; link: string; lines: Record<string, 'once' | 'lost' | 'duplicated'> }[] = [
  { design: 'no dedup', link: 'mode=at-least-once', lines: { apply: 'once', ack: 'duplicated' } },
  {
    design: 'keys in memory',
    link: 'mode=at-least-once&dedup=volatile',
    lines: { 'check key': 'once', apply: 'once', ack: 'duplicated' },
  },
  {
    design: 'durable keys, one transaction',
    link: 'mode=effectively-once',
    lines: { 'check key': 'once', commit: 'once', ack: 'once' },
  },
  {
    design: 'durable keys, key first',
    link: 'mode=effectively-once&commit=keyFirst',
    lines: { 'check key': 'once', 'record key': 'once', apply: 'lost', ack: 'once' },
  },
  {
    design: 'durable keys, effect first',
    link: 'mode=effectively-once&commit=effectFirst',
    lines: { 'check key': 'once', apply: 'once', 'record key': 'duplicated', ack: 'once' },
  },
]

for (const { design, link, lines } of crashes) {
  test(`each crash point of ${design} has its outcome`, async ({ page }) => {
    await open(page, `${link}&messages=1`)
    await button(page, 'Open the mechanism').click()
    const program = page.getByRole('list', { name: 'Receiver program', exact: true })
    await expect(program).toBeVisible()
    for (const [line, outcome] of Object.entries(lines)) {
      const bolt = button(page, `Crash before: ${line}`)
      await bolt.click()
      await expect(bolt).toHaveAttribute('aria-pressed', 'true')
      await page.getByRole('slider', { name: 'Time', exact: true }).press('End')
      await expect(figure(page, 'Lost'), line).toHaveText(outcome === 'lost' ? /^1/ : /^0/)
      await expect(figure(page, 'Duplicated'), line).toHaveText(outcome === 'duplicated' ? /^1/ : /^0/)
      await button(page, 'Reset').click()
      await button(page, 'Clear faults').click()
    }
  })
}

test('a knob turned keeps the faults, runs at once, and can be undone and redone', async ({ page }) => {
  await open(page, 'mode=at-least-once&faults=drop:a1.1,drop:m2.1&t=10200')
  await expect(figure(page, 'Duplicated')).toHaveText(/^1/)
  await button(page, 'Open the mechanism').click()
  const knobs = page.getByRole('region', { name: 'Mechanism', exact: true })
  await knobs.getByLabel('Deduplication', { exact: true }).selectOption('durable')
  await expect(figure(page, 'Duplicated')).toHaveText(/^0\s*was 1$/)
  await expect(faults(page).getByRole('listitem')).toHaveText(['Lose ACK m1', 'Lose message m2'])
  await expect(page.getByRole('radio', { name: 'Effectively once', exact: true })).toBeChecked()
  await button(page, 'Undo').click()
  await expect(figure(page, 'Duplicated')).toHaveText(/^1/)
  await expect(page.getByRole('radio', { name: 'At least once', exact: true })).toBeChecked()
  await button(page, 'Redo').click()
  await expect(figure(page, 'Duplicated')).toHaveText(/^0/)
})

test('the statecharts follow the playhead', async ({ page }) => {
  await open(page, 'mode=at-least-once&messages=1&faults=drop:a1.1')
  await button(page, 'Open the mechanism').click()
  const machines = page.getByRole('region', { name: 'State machines', exact: true })
  await button(page, 'Step forward').click()
  await expect(machines.getByRole('img').first()).toHaveAccessibleName(/waiting/i)
  await page.getByRole('slider', { name: 'Time', exact: true }).press('End')
  await expect(machines.getByRole('img').first()).toHaveAccessibleName(/acknowledged/i)
})

for (const theme of ['light', 'dark', 'contrast', 'projector']) {
  test(`axe finds nothing with the mechanism open, ${theme}`, async ({ page }) => {
    await open(page, 'mode=effectively-once&commit=keyFirst&faults=drop:a1.1&t=1250')
    await page.getByRole('combobox', { name: 'Theme', exact: true }).selectOption(theme)
    await button(page, 'Open the mechanism').click()
    await expect(page.getByRole('region', { name: 'State machines', exact: true })).toBeVisible()
    expect(await axe(page)).toEqual([])
  })
}

const marked = (page: Page, view: string) =>
  page.locator(`${view} [data-linked]`).evaluateAll((elements) =>
    elements.map((element) => {
      const { line, state, arrow, events } = (element as HTMLElement).dataset
      return line ?? state ?? arrow ?? `events ${events}`
    }),
  )

test('an event, a line and a state mark the other two, by pointer', async ({ page }) => {
  await open(page, 'mode=effectively-once&messages=1&faults=drop:a1.1&t=4300')
  await button(page, 'Open the mechanism').click()
  await expect(page.getByRole('region', { name: 'State machines', exact: true })).toBeVisible()
  await page.locator('.note-effect text').hover()
  await expect.poll(() => marked(page, '.programs')).toEqual(['receiver commit'])
  expect(await marked(page, '.chart-spots')).toEqual(['receiver commit'])
  await page.locator('[data-line="sender on timeout"] code').hover()
  await expect(page.locator('.note-timeout')).toHaveAttribute('data-linked')
  expect(await marked(page, '.statechart svg')).toEqual(['sender waiting timer notLast', 'sender waiting'])
  await page.locator('.chart-spots [data-state="packet dropped"]').hover()
  await expect.poll(() => page.locator('.diagram [data-linked] .cross').count()).toBe(1)
  expect(await marked(page, '.programs')).toEqual([])
  await page.mouse.move(720, 4)
  await expect(page.locator('[data-linked]')).toHaveCount(0)
})

test('an event, a line and a state mark the other two, by keyboard', async ({ page }) => {
  await open(page, 'mode=effectively-once&messages=1&faults=drop:a1.1&t=4300')
  await button(page, 'Open the mechanism').click()
  await button(page, 'Crash before: commit').focus()
  await expect(page.locator('.note-effect')).toHaveAttribute('data-linked')
  expect(await marked(page, '.chart-spots')).toEqual(['receiver commit'])
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => marked(page, '.chart-spots')).toEqual(['receiver idle'])
  const states = page.getByRole('toolbar', { name: 'States of Receiver', exact: true })
  await states.getByRole('button').first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(states.getByRole('button', { name: 'check key: go to the next event there' })).toBeFocused()
  await expect.poll(() => marked(page, '.programs')).toEqual(['receiver check key'])
  await expect(page.locator('.note-absorbed')).toHaveAttribute('data-linked')
  // The event table takes the place of the diagram, and its rows that of the marks.
  await button(page, 'Table').click()
  await page.getByRole('region', { name: 'Events', exact: true }).focus()
  await page.keyboard.press('ArrowUp')
  await expect(page.locator('tbody tr').last()).toBeFocused()
  await expect.poll(() => marked(page, '.programs')).toEqual(['receiver ack'])
})

test('a state goes to the next event that happens in it', async ({ page }) => {
  await open(page, 'mode=effectively-once&messages=1&faults=drop:a1.1')
  await button(page, 'Open the mechanism').click()
  const state = button(page, 'check key: go to the next event there')
  await state.click()
  await expect(clock(page)).toHaveText('1.1 s')
  await state.press('Enter')
  await expect(clock(page)).toHaveText('4.1 s')
  await state.press('Enter')
  await expect(clock(page)).toHaveText('1.1 s')
})
