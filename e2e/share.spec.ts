import { deflateRawSync } from 'node:zlib'
import { expect, type Page, test } from 'playwright/test'
import { button, canonical, clock, faults, open, radio, score, slider, stillness } from './lab.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })
test.beforeEach(({ page }) => stillness(page))

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Share', exact: true })
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name, exact: true })
const tab = (page: Page, name: string) => dialog(page).getByRole('tab', { name, exact: true })
async function share(page: Page): Promise<void> {
  await button(page, 'Share…').click()
  await expect(tab(page, 'Link')).toHaveAttribute('aria-selected', 'true')
}

test('a link with a note and a lock opens the very run; its code and the snippet hold the same', async ({
  page,
  context,
}) => {
  await open(page, `${canonical}&t=5900`)
  await share(page)
  await field(page, 'Your note or question to the reader').fill('Why twice? <b>&')
  await expect(dialog(page)).toContainText('265 characters left')
  await dialog(page).getByRole('checkbox', { name: 'the guarantee', exact: true }).check()
  await expect(dialog(page).getByRole('img', { name: 'QR code of the link' })).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(dialog(page)).toContainText('Copied')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toBe(await field(page, 'The link').inputValue())
  const hash = new URL(link).hash.slice(1)
  expect(hash).toBe(`v=1&mode=at-least-once&${canonical}&t=5900&lock=mode&note=Why%20twice%3F%20%3Cb%3E%26`)
  const other = await context.newPage()
  await other.goto(link)
  await expect(clock(other)).toHaveText('5.9 s')
  expect(await score(other)).toEqual(await score(page))

  // What its author set holds while it plays, after a reload and in every link that is handed on; and it says so.
  await button(other, 'Step forward').click()
  await expect(other).toHaveURL(/t=7000&lock=mode&note=/)
  await other.reload()
  const set = other.locator('#set-by-author')
  await expect(set).toHaveText(/Set by the author: *guarantee/)
  const locked = radio(other, 'At most once')
  await expect(locked).toHaveAttribute('aria-disabled', 'true')
  await expect(locked).toHaveAccessibleDescription(/^Set by the author/)
  await locked.click({ force: true })
  await expect(other.getByRole('alert')).toContainText('The author of this page set the guarantee.')
  await expect(locked).not.toBeChecked()
  await button(other, 'Copy link').click()
  await expect.poll(() => other.evaluate(() => navigator.clipboard.readText())).toBe(other.url())
  await expect(other.getByRole('link', { name: 'Open & edit' }).first()).not.toHaveAttribute('href', /lock|note/)
  await share(other)
  await expect(field(other, 'Your note or question to the reader')).toHaveValue('Why twice? <b>&')
  await expect(dialog(other).getByRole('checkbox', { name: 'the guarantee', exact: true })).toBeChecked()
  // What its author has locked takes no other run in.
  await tab(other, 'Export and import').click()
  await expect(other.locator('.export-panel')).toBeVisible()
  await expect(other.locator('.import-panel')).toHaveCount(0)
  await other.close()
  await dialog(page).getByRole('radio', { name: 'this run, from its beginning' }).check()
  await expect(field(page, 'The link')).not.toHaveValue(/t=/)

  // The other tabs by keyboard; what was chosen holds there too.
  await tab(page, 'Link').focus()
  await page.keyboard.press('ArrowRight')
  await expect(tab(page, 'Embed')).toBeFocused()
  await field(page, 'Its title, which screen readers say').fill('A "lost" <ACK>')
  const snippet = await field(page, 'Snippet').inputValue()
  expect(snippet).toContain(
    '#v=1&amp;mode=at-least-once&amp;faults=drop:a1.1,drop:m2.1&amp;embed=1&amp;lock=mode&amp;note=',
  )
  expect(snippet).toContain('title="A &quot;lost&quot; &lt;ACK&gt;"')
  expect(snippet).toContain('width="100%" height="')
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
  await expect(button(page, 'Share…')).toBeFocused()
})

test('the snippet is previewed at its width, and the height is measured there', async ({ page }) => {
  await open(page, `${canonical}&t=5900`)
  await share(page)
  await tab(page, 'Embed').click()
  const lab = page.frameLocator('iframe[title="Preview of the embedded lab"]')
  await expect(lab.getByRole('slider', { name: 'Time', exact: true })).toHaveValue('5900')
  expect(await lab.locator('html').evaluate(() => innerWidth)).toBe(640)
  const measured = dialog(page).locator('.needs')
  await expect(measured).toContainText('At 640 px')
  await dialog(page).getByRole('button', { name: '320 px', exact: true }).click()
  await expect(measured).toContainText('At 320 px')
  const [, needs, comfortable] = /needs (\d+) px; (\d+)/.exec((await measured.textContent()) ?? '') ?? []
  expect(Number(comfortable)).toBeGreaterThanOrEqual(Number(needs))
  await expect(field(page, 'Height in pixels')).toHaveValue(comfortable ?? '')
  expect(await field(page, 'Snippet').inputValue()).toContain(
    `height="${comfortable}" style="border:0;max-width:320px"`,
  )
  // What it needs is what it needs: it does not scroll at that height.
  await field(page, 'Height in pixels').fill(needs ?? '')
  const scrolls = () => lab.locator('html').evaluate((root) => root.scrollHeight - innerHeight)
  await expect.poll(scrolls).toBeLessThanOrEqual(1)
  await field(page, 'Width in pixels').fill('12')
  await expect(dialog(page)).toContainText('Type a whole number from 200 to 2,000. Until then, 320 px holds.')
})

test('files are offered where they are, and the text is selected where the clipboard is refused', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))
  })
  const zip = '**/downloads/exactly-once-lab.scorm12.zip'
  await page.route(zip, (route) => route.fulfill({ status: 404 }))
  await open(page)
  await share(page)
  await dialog(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(dialog(page)).toContainText('The browser refuses the clipboard.')
  const selected = await field(page, 'The link').evaluate((input: HTMLInputElement) =>
    input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0),
  )
  expect(selected).toMatch(/#v=1&mode=at-least-once&t=0$/)
  await tab(page, 'Files').click()
  await expect(dialog(page)).toContainText('Here are no files to download')
  await page.unroute(zip)
  await page.route(zip, (route) => route.fulfill({ status: 200, contentType: 'application/zip' }))
  await tab(page, 'Link').click()
  await tab(page, 'Files').click()
  await expect(dialog(page).getByRole('link', { name: 'Download the single file' })).toHaveAttribute(
    'href',
    /downloads\/exactly-once-lab\.html$/,
  )
  await expect(dialog(page).getByRole('link', { name: 'Download the SCORM package' })).toBeVisible()
})

test('every file that the dialog hands out is in the build', async ({ page }) => {
  await open(page)
  await share(page)
  await tab(page, 'Files').click()
  const addressOf = (name: string) =>
    dialog(page)
      .getByRole('link', { name })
      .evaluate((link: HTMLAnchorElement) => link.href)
  const single = await addressOf('Download the single file')
  const scorm = await addressOf('Download the SCORM package')
  await tab(page, 'Embed').click()
  await dialog(page).getByRole('combobox', { name: 'Embed as' }).selectOption({ label: 'Custom element' })
  await expect(field(page, 'Snippet')).toHaveValue(/<script/)
  const [, element = ''] = /<script type="module" src="([^"]+)"/.exec(await field(page, 'Snippet').inputValue()) ?? []
  for (const [address, type, begins] of [
    [single, 'text/html', '<!doctype html>'],
    [scorm, 'application/zip', 'PK'],
    [element, 'text/javascript', '(function exactlyOnceLabScript()'],
  ] as const) {
    const answer = await page.request.get(address)
    expect([address, answer.status(), answer.headers()['content-type']]).toEqual([
      address,
      200,
      expect.stringContaining(type),
    ])
    expect((await answer.body()).subarray(0, begins.length).toString()).toBe(begins)
  }
})

test('a packed link opens from the hash and from the query; a damaged one says so', async ({ page, context }) => {
  const packets = Array.from({ length: 50 }, (_, i) => `drop:m${i + 1}.1`)
  await open(page, `messages=50&mode=at-most-once&faults=${packets.join(',')}&t=9000`)
  await button(page, 'Copy link').click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('#v=1&z=')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link.length).toBeLessThan(500)
  for (const address of [link, link.replace('#', '?')]) {
    const other = await context.newPage()
    await other.goto(address)
    await expect(faults(other).getByRole('listitem')).toHaveCount(50)
    await expect(radio(other, 'At most once')).toBeChecked()
    await expect(clock(other)).toHaveText('9.0 s')
    await other.close()
  }
  const bomb = deflateRawSync(Buffer.alloc(40_000_000, 'a'), { level: 9 }).toString('base64url')
  for (const [z, problem] of [
    [bomb, 'z: unpacks to more than 65536 characters'],
    ['nothing', 'z: is no packed link'],
  ]) {
    await page.goto('about:blank')
    await page.goto(`./#v=1&z=${z}`)
    await expect(page.getByRole('alert')).toContainText(problem ?? '')
    await expect(slider(page)).toBeVisible()
    await expect(faults(page).getByRole('listitem')).toHaveCount(0)
  }
})
