import { expect, test } from 'playwright/test'
import {
  button,
  canonical,
  clock,
  expectScore,
  expectStill,
  faults,
  figure,
  nowMs,
  open,
  radio,
  saying,
  score,
  seek,
  setSpeed,
  slider,
  status,
} from './lab.ts'

const runs = {
  'the canonical script': canonical,
  'crashes of both': 'faults=crash:receiver@1150,crash:sender@4500~600,crash:receiver:m3.1:ack',
  'bad weather': 'hopMs=300-2500&loseMessagePct=30&loseAckPct=30&duplicatePct=20&seed=3',
}

for (const [name, link] of Object.entries(runs)) {
  test(`stepping forward and then back is the identity: ${name}`, async ({ page }) => {
    await open(page, link)
    const seen = [await saying(page)]
    // By keyboard, because a click waits for frames.
    while (!(await status(page).innerText()).startsWith('The end')) {
      await button(page, 'Step forward').press('Enter')
      seen.push(await saying(page))
      expect(seen.length).toBeLessThan(120)
    }
    expect(seen.length).toBeGreaterThan(15)
    for (const [i, before] of [...seen.entries()].reverse()) {
      expect(await saying(page), `after ${i} steps`).toEqual(before)
      await button(page, 'Step back').press('Enter')
    }
    expect(await nowMs(page)).toBe(0)
  })
}

test('the scrubber moves by keyboard in tenths and whole seconds, and to both ends', async ({ page }) => {
  await open(page, `${canonical}&t=5900`)
  await slider(page).focus()
  for (const [key, ms] of [
    ['ArrowRight', 6000],
    ['ArrowLeft', 5900],
    ['PageUp', 6900],
    ['PageDown', 5900],
    ['Home', 0],
    ['End', 10_200],
  ] as const) {
    await page.keyboard.press(key)
    expect(await nowMs(page), key).toBe(ms)
    await expect(slider(page)).toBeFocused()
  }
})

test('the scrubber, the clock and the scoreboard show the same instant', async ({ page }) => {
  await open(page, canonical)
  for (const [ms, at, duplicated, dropped] of [
    [4000, '4', '0', '1'],
    [4100, '4.1', '1', '1'],
    [5900, '5.9', '1', '2'],
    [1000, '1', '0', '0'],
  ] as const) {
    await seek(page, ms)
    await expect(clock(page)).toHaveText(new RegExp(`^${at}(\\.0)? s$`))
    await expect(slider(page)).toHaveAttribute('aria-valuetext', new RegExp(`^${at}(\\.0)? seconds, \\S`))
    await expectScore(page, { Duplicated: duplicated, 'Packets dropped': dropped })
  }
})

test('each speed is as fast as it says', async ({ page }) => {
  await open(page, 'messages=8')
  await button(page, 'Play').click()
  for (const [label, speed] of [
    ['¼×', 0.25],
    ['½×', 0.5],
    ['1×', 1],
    ['2×', 2],
    ['4×', 4],
  ] as const) {
    await setSpeed(page, label)
    const ratio = await slider(page).evaluate(async (element) => {
      const input = element as HTMLInputElement
      // A slow frame never makes time jump by more than a tenth of a second.
      const frame = () => new Promise<number>(requestAnimationFrame)
      let at = await frame()
      const from = Number(input.value)
      let realMs = 0
      while (realMs < 700) {
        const next = await frame()
        realMs += Math.min(next - at, 100)
        at = next
      }
      return (Number(input.value) - from) / realMs
    })
    expect(ratio / speed, label).toBeGreaterThan(0.85)
    expect(ratio / speed, label).toBeLessThan(1.15)
  }
})

test('"Next surprise" goes from loss to duplicate to loss, then to the end', async ({ page }) => {
  await open(page, canonical)
  for (const [ms, sentence] of [
    [1700, 'The ACK of m1 was lost'],
    [4100, 'm1 was applied a second time'],
    [4500, 'The packet of m2 was dropped'],
    [10_200, 'The end'],
  ] as const) {
    await button(page, 'Next surprise').click()
    await expect(status(page)).toContainText(sentence)
    expect(await nowMs(page)).toBe(ms)
  }
})

test('"Reset" goes back to 0, stops, and keeps the faults', async ({ page }) => {
  await open(page, `${canonical}&t=3000`)
  await button(page, 'Play').click()
  await button(page, 'Reset').click()
  expect(await nowMs(page)).toBe(0)
  await expectScore(page, { Sent: '0', Duplicated: '0', 'Packets dropped': '0', 'Expected → actual': '0 → 0 $' })
  await expect(faults(page).getByRole('listitem')).toHaveCount(2)
  await expectStill(page)
})

test('another guarantee keeps the faults and the instant, and shows what was before', async ({ page }) => {
  await open(page, `${canonical}&t=5900`)
  await expectScore(page, { Duplicated: '1', 'Expected → actual': '20 → 20 $' })
  await radio(page, 'Effectively once').check()
  await expect(figure(page, 'Duplicated')).toHaveText(/^0\s*was 1$/)
  await expect(figure(page, 'Expected → actual')).toHaveText(/^20 → 10 \$\s*was 20 \$$/)
  await expect(figure(page, 'Sent')).toHaveText('2')
  expect(await nowMs(page)).toBe(5900)
  await expect(faults(page).getByRole('listitem')).toHaveText(['Lose ACK m1', 'Lose message m2'])
  await radio(page, 'At most once').check()
  await expect(figure(page, 'Lost')).toHaveText(/^1\s*was 0/)
  expect(await nowMs(page)).toBe(5900)
  await button(page, 'Step forward').click()
  await expect(figure(page, 'Lost')).not.toContainText('was')
})

test('changing the guarantee while paused starts no motion; while playing, it plays on', async ({ page }) => {
  await open(page, `${canonical}&t=5900`)
  await radio(page, 'At most once').check()
  await expectStill(page)
  await button(page, 'Play').click()
  await radio(page, 'Effectively once').check()
  await expect(button(page, 'Pause')).toBeVisible()
  await expect.poll(() => nowMs(page)).toBeGreaterThan(6000)
})

test('the end of the run is one sentence, under every guarantee', async ({ page }) => {
  await open(page, `${canonical}&t=100000`)
  const ends = {
    'At least once': 'The end: nothing lost, 1 message duplicated.',
    'At most once': 'The end: 1 message lost, nothing duplicated.',
    'Effectively once': 'The end: nothing lost, nothing duplicated.',
  }
  for (const [guarantee, sentence] of Object.entries(ends)) {
    await radio(page, guarantee).check()
    await seek(page, 100_000)
    await expect(status(page).locator('strong')).toHaveText(sentence)
  }
})

test('playing reaches the end, stops there, and "Play" begins again', async ({ page }) => {
  await open(page, `${canonical}&t=9000`)
  await setSpeed(page, '4×')
  await button(page, 'Play').click()
  await expect(status(page)).toContainText('The end')
  await expect(button(page, 'Play')).toBeVisible()
  const end = await score(page)
  await setSpeed(page, '1×')
  await button(page, 'Play').click()
  await expect(button(page, 'Pause')).toBeVisible()
  expect(await nowMs(page)).toBeLessThan(3000)
  await button(page, 'Pause').click()
  await expectStill(page)
  await seek(page, 100_000)
  expect(await score(page)).toEqual(end)
})

test('the diagram and the table are two views of the same events', async ({ page }) => {
  await open(page, `${canonical}&t=100000`)
  await button(page, 'Table').click()
  await expect(button(page, 'Table')).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('.diagram')).toHaveCount(0)
  const table = page.getByRole('table', { name: 'Events', exact: true })
  await expect(table.locator('tbody tr')).toHaveCount(27)
  await expect(table).toContainText('Applied m1 again')
  await button(page, 'Diagram').click()
  await expect(page.locator('.diagram')).toBeVisible()
})
