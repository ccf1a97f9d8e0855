import { expect, type Locator, type Page, test } from 'playwright/test'
import { createElement, type ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { transformWithOxc } from 'vite'
import { type Host, host } from './hosts.ts'
import { button, canonical, open, stillness } from './lab.ts'

let course: Host
test.beforeAll(async () => {
  course = await host()
})
test.afterAll(() => course.close())

/** The snippets of the dialog, by what they are for. */
async function snippets(page: Page): Promise<Record<'iframe' | 'element' | 'markdown' | 'mdx', string>> {
  await open(page, `${canonical}&t=5900`)
  await button(page, 'Share…').click()
  const dialog = page.getByRole('dialog', { name: 'Share', exact: true })
  await dialog.getByRole('tab', { name: 'Embed', exact: true }).click()
  const found: string[] = []
  for (const kind of ['iframe', 'element', 'markdown', 'mdx']) {
    await dialog.getByRole('combobox', { name: 'Embed as' }).selectOption(kind)
    found.push(await dialog.getByRole('textbox', { name: 'Snippet', exact: true }).inputValue())
  }
  const [iframe = '', element = '', markdown = '', mdx = ''] = found
  return { iframe, element, markdown, mdx }
}

/** The lab is there as it was shared, and can be used. */
async function expectLab(lab: Locator | ReturnType<Page['frameLocator']>): Promise<void> {
  await expect(lab.locator('.clock')).toHaveText('5.9 s')
  await expect(lab.getByRole('region', { name: 'Scoreboard' }).locator('dd').nth(2)).toHaveText(/^1/)
  await lab.getByRole('button', { name: 'Step forward', exact: true }).click()
  await expect(lab.locator('.clock')).toHaveText('7.0 s')
  await expect(lab.getByRole('link', { name: 'Open & edit' })).toHaveAttribute('href', /#v=1&/)
}

/** What the MDX of the dialog is on a page: its JSX by React, its Markdown left out. */
async function rendered(mdx: string): Promise<string> {
  const jsx = mdx.slice(0, mdx.indexOf('/>') + 2)
  const { code } = await transformWithOxc(`return ${jsx}`, 'snippet.jsx', {
    jsx: { runtime: 'classic', development: false },
    sourcemap: false,
  }).catch(() => transformWithOxc(`(${jsx})`, 'snippet.jsx', { jsx: { runtime: 'classic' } }))
  const make = new Function('React', `return ${code.replace(/^return /, '')}`) as (react: object) => ReactElement
  return renderToStaticMarkup(make({ createElement }))
}

test('each snippet of the dialog works in a page that allows next to nothing', async ({ page, baseURL }) => {
  test.slow()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await stillness(page)
  const lab = new URL(baseURL ?? '').origin
  const { iframe, element, markdown, mdx } = await snippets(page)
  const frame = page.frameLocator('iframe')
  const size = async (of: string) => {
    const box = await page.locator(of).boundingBox()
    return [box?.width, box?.height]
  }

  // A frame is all that is allowed: no script, no style, not even in an attribute.
  await page.setViewportSize({ width: 800, height: 900 })
  const frames = `default-src 'none'; frame-src ${lab}`
  await page.goto(course.page(`<body>${iframe}`, frames))
  await expectLab(frame)
  expect((await size('iframe'))[1]).toBe(640 + 4)
  await expect(page.getByRole('link', { name: /^Open the lab: / })).toHaveAttribute('href', /#v=1&mode=at-least-once/)

  // A course page that keeps no other attributes than these, and puts the frame into a sandbox.
  const kept = iframe.replace(/<iframe[^>]*>/, (tag) => {
    const attributes = [...tag.matchAll(/ (src|title|width|height)="[^"]*"/g)].map(([attribute]) => attribute)
    return `<iframe${attributes.join('')} sandbox="allow-scripts">`
  })
  await page.goto(course.page(`<body>${kept}`, frames))
  await expectLab(frame)

  // The script of the lab and nothing else: no style, no worker, no connection, no picture.
  await page.goto(course.page(`<body><main>${element}</main>`, `default-src 'none'; script-src ${lab}`))
  await expectLab(page.locator('exactly-once-lab'))
  expect((await size('exactly-once-lab'))[1]).toBe(640)
  await expect(page.getByRole('region', { name: /^Exactly-Once Lab: / })).toBeVisible()

  await page.goto(course.page(`<body>${await rendered(mdx)}`, frames))
  await expectLab(frame)
  await expect(page.locator('iframe')).toHaveAttribute('title', 'Exactly-Once Lab: At least once, 2 faults')

  // Markdown that takes neither frames nor scripts still has a link.
  const [, words = '', url = ''] = /^\[(.*)\]\((.*)\)$/.exec(markdown) ?? []
  await page.goto(course.page(`<body><a href="${url.replaceAll('&', '&amp;')}">${words}</a>`, "default-src 'none'"))
  await page.getByRole('link', { name: words }).click()
  await expect(page.locator('.clock')).toHaveText('5.9 s')
  expect(errors).toEqual([])
})

test('a long run is packed, and an element takes it as an attribute', async ({ page, baseURL }) => {
  await stillness(page)
  const packets = Array.from({ length: 50 }, (_, i) => `drop:m${i + 1}.1`)
  await open(page, `messages=50&mode=at-most-once&faults=${packets.join(',')}&t=9000`)
  await button(page, 'Share…').click()
  const dialog = page.getByRole('dialog', { name: 'Share', exact: true })
  await dialog.getByRole('tab', { name: 'Embed', exact: true }).click()
  await dialog.getByRole('combobox', { name: 'Embed as' }).selectOption('element')
  const snippet = dialog.getByRole('textbox', { name: 'Snippet', exact: true })
  await expect(snippet).toHaveValue(/<exactly-once-lab z="/)
  const lab = page.locator('exactly-once-lab')
  await page.goto(
    course.page(
      `<body>${await snippet.inputValue()}`,
      `default-src 'none'; script-src ${new URL(baseURL ?? '').origin}`,
    ),
  )
  await expect(lab.locator('.clock')).toHaveText('9.0 s')
  await expect(lab.getByRole('radio', { name: 'At most once' })).toBeChecked()
  // A damaged one says so; what is asked for next holds, though the packed link takes a moment.
  await lab.evaluate((element) => element.setAttribute('z', 'nothing'))
  await expect(lab.getByRole('alert')).toContainText('z: is no packed link')
  await lab.evaluate((element) => {
    element.setAttribute('z', element.getAttribute('z') ?? '')
    element.removeAttribute('z')
    element.setAttribute('mode', 'effectively-once')
  })
  await expect(lab.getByRole('radio', { name: 'Effectively once' })).toBeChecked()
  await expect(lab.getByRole('alert')).toHaveCount(0)
  // A command may hold one too; what comes after it waits. Keys pressed elsewhere on the page are not the lab's.
  const state = await page.evaluate(
    (z) =>
      (document.querySelector('exactly-once-lab') as HTMLElement & { command(command: object): unknown }).command({
        type: 'setState',
        state: `v=1&z=${z}`,
      }) instanceof Promise,
    'nothing',
  )
  expect(state).toBe(true)
  await page.keyboard.press('p')
  await expect(lab.getByRole('toolbar', { name: 'Presenter' })).toHaveCount(0)
})

test('what the dialog says can be downloaded is there', async ({ page }) => {
  await open(page)
  await button(page, 'Share…').click()
  await page.getByRole('tab', { name: 'Files', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share', exact: true })
  for (const [name, begins] of [
    ['Download the single file', '<!doctype html>'],
    ['Download the SCORM package', 'PK'],
  ] as const) {
    const href = await dialog.getByRole('link', { name }).getAttribute('href')
    const answer = await page.request.get(href ?? '')
    expect(answer.status(), name).toBe(200)
    expect((await answer.body()).subarray(0, begins.length).toString(), name).toBe(begins)
  }
})
