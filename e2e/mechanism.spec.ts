import { expect, type Page, test } from 'playwright/test'
import { button, clock, faults, figure, open, stillness, visit } from './lab.ts'

type Outcome = 'once' | 'lost' | 'duplicated'
type Outcomes = Record<string, Outcome>

/**
 * What one crash does to one message of which nothing else goes wrong, before each line of the receiver in its order and
 * while the sender waits. Written from theory §4, not read off the program: C1 and C4 to C7, and the rows of its table on
 * an ACK before the effect and on what a sender restarts with.
 */
const crashes: { design: string; link: string; receiver: Outcomes; sender?: Outcome }[] = [
  { design: 'fire and forget', link: 'mode=at-most-once', receiver: { apply: 'lost', ack: 'once' } },
  {
    design: 'no keys',
    link: 'mode=at-least-once',
    receiver: { apply: 'once', ack: 'duplicated' },
    sender: 'duplicated',
  },
  {
    design: 'keys in memory',
    link: 'mode=at-least-once&dedup=volatile',
    receiver: { 'check key': 'once', apply: 'once', ack: 'duplicated' },
    sender: 'once',
  },
  {
    design: 'durable keys, one transaction',
    link: 'mode=effectively-once',
    receiver: { 'check key': 'once', commit: 'once', ack: 'once' },
    sender: 'once',
  },
  {
    design: 'durable keys, key first',
    link: 'mode=effectively-once&commit=keyFirst',
    receiver: { 'check key': 'once', 'record key': 'once', apply: 'lost', ack: 'once' },
    sender: 'once',
  },
  {
    design: 'durable keys, effect first',
    link: 'mode=effectively-once&commit=effectFirst',
    receiver: { 'check key': 'once', apply: 'once', 'record key': 'duplicated', ack: 'once' },
    sender: 'once',
  },
  {
    design: 'ACK first, no keys',
    link: 'mode=at-least-once&ackTiming=beforeEffect',
    receiver: { ack: 'once', apply: 'lost' },
    sender: 'duplicated',
  },
  {
    design: 'ACK first, keys in memory',
    link: 'mode=at-least-once&ackTiming=beforeEffect&dedup=volatile',
    receiver: { 'check key': 'once', ack: 'once', apply: 'lost' },
    sender: 'once',
  },
  {
    design: 'ACK first, one transaction',
    link: 'mode=effectively-once&ackTiming=beforeEffect',
    receiver: { 'check key': 'once', ack: 'once', commit: 'lost' },
    sender: 'once',
  },
  {
    design: 'ACK first, key first',
    link: 'mode=effectively-once&ackTiming=beforeEffect&commit=keyFirst',
    receiver: { 'check key': 'once', ack: 'once', 'record key': 'lost', apply: 'lost' },
    sender: 'once',
  },
  {
    design: 'ACK first, effect first',
    link: 'mode=effectively-once&ackTiming=beforeEffect&commit=effectFirst',
    receiver: { 'check key': 'once', ack: 'once', apply: 'lost', 'record key': 'once' },
    sender: 'once',
  },
  {
    design: 'a sender that forgets',
    link: 'mode=effectively-once&onRestart=forget',
    receiver: { 'check key': 'once', commit: 'once', ack: 'once' },
    sender: 'once',
  },
  {
    design: 'a sender that restarts with a new key',
    link: 'mode=effectively-once&onRestart=resumeNewKey',
    receiver: { 'check key': 'once', commit: 'once', ack: 'once' },
    sender: 'duplicated',
  },
]

for (const { design, link, receiver, sender } of crashes) {
  test(`each crash point has its outcome, and says it before: ${design}`, async ({ page }) => {
    await open(page, `${link}&messages=1`)
    await button(page, 'Open the mechanism').click()
    const programs = { Receiver: receiver, Sender: sender === undefined ? {} : { 'wait for ACK': sender } }
    for (const [process, lines] of Object.entries(programs)) {
      const program = page.getByRole('list', { name: `${process} program`, exact: true })
      // Every line that can be crashed at is one of the table, and the other way round.
      const bolts = program.getByRole('button')
      await expect(bolts).toHaveCount(Object.keys(lines).length)
      for (const [i, [line, outcome]] of Object.entries(lines).entries()) {
        const bolt = bolts.nth(i)
        await expect(bolt).toHaveAccessibleName(`Crash before: ${line}`)
        await bolt.click()
        await expect(bolt).toHaveAttribute('aria-pressed', 'true')
        const told = { once: 'applied once', lost: 'lost', duplicated: 'applied twice' }[outcome]
        await expect(page.locator(`.ends-${outcome}`)).toHaveText(`m1 in the end: ${told}`)
        await page.getByRole('slider', { name: 'Time', exact: true }).press('End')
        await expect(figure(page, 'Lost'), line).toHaveText(outcome === 'lost' ? /^1/ : /^0/)
        await expect(figure(page, 'Duplicated'), line).toHaveText(outcome === 'duplicated' ? /^1/ : /^0/)
        await button(page, 'Reset').press('Enter')
        await button(page, 'Clear faults').press('Enter')
      }
    }
  })
}

test('a crash point speaks of the delivery that comes next, which need not be the first', async ({ page }) => {
  await open(page, 'mode=at-least-once&dedup=volatile&messages=1&faults=drop:a1.1&t=2000')
  await button(page, 'Open the mechanism').click()
  const bolt = button(page, 'Crash before: ack')
  await bolt.focus()
  await expect(bolt).toHaveAccessibleDescription(/Next: m1, delivered again\. The crash wipes the key.*applied twice/)
  await open(page, 'mode=effectively-once&messages=1&faults=drop:a1.1&t=20000')
  await bolt.focus()
  await expect(bolt).toHaveAccessibleDescription(/Nothing gets there any more\./)
})

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
  await expect(machines.locator('.statechart').first().locator('.current')).toHaveText('waiting')
  await expect(machines.locator('.statechart').first().locator('.fired')).toHaveText('submit')
  // The packet that is lost, and the message that is chosen.
  await button(page, 'Next surprise').press('Enter')
  await expect(machines.getByRole('img').last()).toHaveAccessibleName(/ACK m1, now: dropped/)
  await page.getByRole('slider', { name: 'Time', exact: true }).press('End')
  await expect(machines.getByRole('img').first()).toHaveAccessibleName(/acknowledged/i)
  await button(page, 'Step back').press('Enter')
  await expect(machines.getByRole('img').first()).toHaveAccessibleName(/waiting/i)
})

test('the statechart follows the message that is chosen', async ({ page }) => {
  await open(page, 'mode=at-least-once&messages=2&t=4500')
  await button(page, 'Open the mechanism').click()
  const machines = page.getByRole('region', { name: 'State machines', exact: true })
  const choice = machines.getByRole('combobox', { name: 'Message' })
  await choice.selectOption('m1')
  await expect(machines.getByRole('img').first()).toHaveAccessibleName(/Sender, m1, now: acknowledged/)
  await choice.selectOption('m2')
  await expect(machines.getByRole('img').first()).toHaveAccessibleName(/Sender, m2, now: waiting/)
})

for (const { width, height } of [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
])
  test(`at ${width}×${height} the story, the boxes and the transport stay in view beside the mechanism`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height })
    await stillness(page)
    await visit(page)
    await button(page, 'Ledger').click()
    await button(page, 'Open the mechanism').click()
    await expect(page.locator('.workbench')).toBeVisible()
    for (const name of ['.story', '.receiver-stores', '.playback .forward', '.diagram .viewport']) {
      const hit = await page.locator(name).evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect()
        const inView = top >= 0 && bottom <= innerHeight
        return inView && element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2))
      })
      expect(hit, name).toBe(true)
    }
    await button(page, 'Step forward').click()
    await expect(page.locator('.programs .who').first()).toHaveText('m1')
  })

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
  const states = page.getByRole('group', { name: 'States of Receiver', exact: true })
  await states.getByRole('button').first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(states.getByRole('button', { name: 'check key: go to the next event there' })).toBeFocused()
  await expect.poll(() => marked(page, '.programs')).toEqual(['receiver check key'])
  await expect(page.locator('.note-absorbed')).toHaveAttribute('data-linked')
  // The event table takes the place of the diagram, and its rows that of the marks.
  await button(page, 'Table').click()
  await page.getByRole('region', { name: 'Events', exact: true }).focus()
  await page.keyboard.press('Tab')
  const row = page.locator('tbody tr').last().getByRole('button')
  await expect(row).toBeFocused()
  await expect(row).toHaveAccessibleDescription(/^Sent ACK m1 /)
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
