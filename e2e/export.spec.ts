import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page, test } from 'playwright/test'
import { button, canonical, clock, expectScore, faults, open, radio, saying } from './lab.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const dialog = (page: Page) => page.getByRole('dialog', { name: /^Share/ })
const alert = (page: Page) => page.getByRole('alert').filter({ hasText: /./ })

async function openDialog(page: Page): Promise<Locator> {
  await button(page, 'Share…').click()
  await page.getByRole('tab', { name: 'Export and import' }).click()
  await expect(dialog(page)).toBeVisible()
  return dialog(page)
}

/** The file that Download gives for a format, and its name. */
async function downloaded(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  const shown = dialog(page)
  await shown.getByRole('combobox', { name: 'Format' }).selectOption({ label: format })
  const link = shown.getByRole('link', { name: 'Download', exact: true })
  await expect(link).toHaveAttribute('href', /^blob:/)
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** How an image comes out on a page: its size, and the colours of some of its points. */
const painted = (page: Page, bytes: Buffer, type: string, points: [number, number][]) =>
  page.evaluate(
    async ([data, type, points]) => {
      const image = new Image()
      const blob = new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], { type })
      image.src = URL.createObjectURL(blob)
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
      const context = canvas.getContext('2d') as CanvasRenderingContext2D
      context.drawImage(image, 0, 0)
      const colours = points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)].join(' '))
      return { width: image.width, height: image.height, colours }
    },
    [bytes.toString('base64'), type, points] as const,
  )

test('every format can be downloaded, copied and selected, and says what happened', async ({ page }) => {
  await open(page, `${canonical}&t=4300`)
  const shown = await openDialog(page)
  const texts = {
    Mermaid: ['.mmd', /receiver--xsender: ACK m1, sent at 1\.2 s, lost at 1\.7 s/],
    PlantUML: ['.puml', /sender ->x receiver : message m2, sent at 4\.0 s, lost at 4\.5 s/],
    'ShiViz log': ['.log', /^receiver \{"sender":1,"receiver":1\}\nTook m1/m],
    'Event table (CSV)': ['.csv', /^\ufeffid,atMs,kind,.*\r\n1,0,send,sender,1,1,m1\.1,/],
    'Trace (JSON)': ['.trace.json', /"kind":"drop","message":1,"attempt":1,"packet":"a1\.1"/],
    'Scenario (JSON)': ['.scenario.json', /"do": "drop",\s+"packet": "a1\.1"/],
  } as const
  for (const [format, [extension, fact]] of Object.entries(texts)) {
    const { name, bytes } = await downloaded(page, format)
    expect(name).toBe(`exactly-once-lab-at-least-once${extension}`)
    expect(bytes.toString()).toMatch(fact)
    await expect(shown.getByRole('textbox', { name: 'Preview' })).toHaveValue(
      bytes
        .toString()
        .replace(/^\ufeff/, '')
        .replaceAll('\r\n', '\n'),
    )
  }
  await shown.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(shown.getByRole('status')).toHaveText('Copied')
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toHaveProperty('scenario.faults.1')

  // A clipboard that says no leaves the text selected.
  await page.evaluate(() => Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error('no')) }))
  await shown.getByRole('combobox', { name: 'Format' }).selectOption({ label: 'Picture (SVG)' })
  await shown.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(shown.getByRole('status')).toContainText('does not let the page copy')
  const selected = await shown
    .getByRole('textbox', { name: 'Preview' })
    .evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))
  expect(selected).toMatch(/^<svg [\s\S]*<\/svg>\s*$/)
})

test('pictures open as images of the whole run in light and dark, whatever the theme, and bring their own styles', async ({
  page,
}) => {
  // Far longer than what the page keeps mounted.
  await open(page, 'messages=8&faults=drop:a1.1,drop:m8.1&theme=contrast')
  const shown = await openDialog(page)
  const drawn: Record<string, string[]> = {}
  for (const [colours, paper] of [
    ['Light', '255 255 255'],
    ['Dark', '14 19 24'],
  ] as const) {
    await shown.getByRole('combobox', { name: 'Format' }).selectOption({ label: 'Picture (PNG)' })
    await shown.getByRole('combobox', { name: 'Colours' }).selectOption({ label: colours })
    const svg = await downloaded(page, 'Picture (SVG)')
    const text = svg.bytes.toString()
    expect(text).not.toMatch(/class=|style=|var\(|light-dark|<script|<foreignObject/)
    // Nothing is caught on its way in.
    expect(text).not.toMatch(/opacity="0(\.\d+)?"/)
    for (const word of ['m8 applied', 'message lost', 'ACK lost', 'm1 applied again', 'Sender', 'Receiver'])
      expect(text).toContain(`>${word}<`)
    const image = await painted(page, svg.bytes, 'image/svg+xml', [[2, 2]])
    expect(image).toMatchObject({ width: 900, colours: [paper] })
    const png = await downloaded(page, 'Picture (PNG)')
    const copy = await painted(page, png.bytes, 'image/png', [
      [4, 4],
      [400, 200],
    ])
    expect(copy.width).toBe(1800)
    expect(Math.abs(copy.height - 2 * image.height)).toBeLessThan(4)
    expect(copy.colours[0]).toBe(paper)
    drawn[colours] = copy.colours
    await expect(shown.getByRole('img', { name: 'The run as one picture' })).toBeVisible()
  }
  expect(drawn.Light?.[1]).not.toBe(drawn.Dark?.[1])
})

test('a run is taken in by paste, by file and by drop; what cannot be used changes nothing; Undo brings it back', async ({
  page,
}) => {
  await open(page, `${canonical}&t=4300`)
  await openDialog(page)
  const { bytes } = await downloaded(page, 'Trace (JSON)')
  const before = await saying(page)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(button(page, 'Share…')).toBeFocused()

  /** What a hand does with a file over the page, or a text in the clipboard. */
  const hand = (type: 'drop' | 'paste', text: string, name = '') =>
    page.evaluate(
      ([type, text, name]) => {
        const data = new DataTransfer()
        if (name === '') data.setData('text/plain', text)
        else data.items.add(new File([text], name, { type: 'application/json' }))
        const event =
          type === 'drop'
            ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
        document.querySelector('main')?.dispatchEvent(event)
      },
      [type, text, name] as const,
    )

  // Bad: by drop, then in the dialog. Nothing is markup, nothing changes.
  await hand('drop', '{\n  "messages": "<img src=x onerror=alert(1)>"\n}', 'bad.json')
  await expect(alert(page)).toContainText('Nothing was imported')
  await expect(alert(page)).toContainText('Line 2, messages: must be a number')
  await hand('drop', 'v=1&faults=<b>nobody</b>')
  await expect(alert(page)).toContainText('faults[0]')
  expect(await alert(page).locator('b, img').count()).toBe(0)
  await button(page, 'Dismiss').click()
  await openDialog(page)
  await dialog(page).getByRole('textbox', { name: 'Scenario, trace or link' }).fill('{\n  "faults": [}\n}')
  await button(page, 'Import').click()
  await expect(alert(page)).toContainText('Line 2, faults.0: is not JSON at column 14')
  await button(page, 'Close').click()
  expect(await saying(page)).toEqual(before)

  // Good: another scenario by paste, the trace back by file, and both undone.
  await hand(
    'paste',
    '{"messages": 2, "policy": {"sender": {"awaitAck": false, "attempts": 1, "onRestart": "forget"}}}',
  )
  await expect(radio(page, 'At most once')).toBeChecked()
  await expect(alert(page)).toContainText('A scenario was imported')
  await expect(clock(page)).toHaveText('5.2 s')
  await openDialog(page)
  await page
    .locator('.import-panel input[type=file]')
    .setInputFiles({ name: 'trace.json', mimeType: 'application/json', buffer: bytes })
  await expect(dialog(page)).toBeHidden()
  await expect(alert(page)).toContainText('the very same trace')
  await button(page, 'Dismiss').click()
  expect(await saying(page)).toEqual(before)
  await button(page, 'Undo').click()
  await expect(radio(page, 'At most once')).toBeChecked()
  await button(page, 'Undo').click()
  await expect(faults(page).getByRole('listitem')).toHaveCount(2)
  await expectScore(page, { Sent: '2' })

  // A link: what it says beside its run is said. Dropped while a dialog is open, it is told where it is seen.
  await openDialog(page)
  await hand('drop', 'v=1&messages=1&lock=mode&note=Why%3F&colour=red')
  await expect(dialog(page)).toBeHidden()
  for (const said of ['left out: “Why?”', 'also says lock=mode', 'left out: colour'])
    await expect(alert(page)).toContainText(said)
  await alert(page).getByRole('button', { name: 'Undo' }).click()
  await expect(faults(page).getByRole('listitem')).toHaveCount(2)

  // A trace of other machines is shown as what these make of it, and says so.
  await hand('drop', bytes.toString().replace('"atMs":1100', '"atMs":1101'), 'other.json')
  await expect(alert(page)).toContainText('the first difference is event 3: atMs is 1101 there and 1100 here')
})

test('on paper: the whole run, the ledger and every event, in the light theme', async ({ page }) => {
  await open(page, `messages=6&${canonical}&theme=dark&t=4300`)
  const sheet = page.locator('.print-sheet')
  await expect(async () => {
    await page.emulateMedia({ media: 'screen' })
    await page.emulateMedia({ media: 'print' })
    await expect(sheet).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(page.getByRole('main')).toBeHidden()
  expect(await sheet.locator('.run-picture').count()).toBeGreaterThan(1)
  await expect(sheet.getByRole('row').last()).toContainText('m6 is acknowledged')
  await expect(sheet).toContainText('m1 applied twice')
  await expect(sheet.getByText('m6 applied', { exact: true })).toBeVisible()
  const colours = await sheet.evaluate((element) => {
    const { color, backgroundColor } = getComputedStyle(element)
    return [color, backgroundColor]
  })
  expect(colours).toEqual(['rgb(26, 32, 39)', 'rgb(255, 255, 255)'])
  await page.emulateMedia({ media: 'screen' })
  await expect(sheet).toHaveCount(0)
  await expect(page.getByRole('main')).toBeVisible()
})
