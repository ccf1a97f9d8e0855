import { expect, test } from 'playwright/test'
import { violations as axe, button, faults, figure, open } from './lab.ts'

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
