import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lessonIds } from '../lessons/index.ts'
import { readAddress } from '../share/page.ts'
import { firstHead, firstPaint, lessonPages, withoutScript } from './pages.tsx'

const site = 'https://lab.example/path/'
const policy = "default-src 'none'"
const files = new Map(
  lessonPages(site, policy, ['assets/a.css'], ['dedup.png']).map(({ path, text }) => [path, text] as const),
)
const pageOf = (id: string) => files.get(`lesson/${id}/index.html`) ?? ''

test('every lesson has a page that can be read without JavaScript and leads into the lab', () => {
  for (const id of lessonIds) {
    const page = pageOf(id)
    const [, hash = ''] = /href="\.\.\/\.\.\/#([^"]+)">Run it in the lab/.exec(page) ?? []
    expect(readAddress(hash.replaceAll('&amp;', '&'))).toMatchObject({ page: `lesson/${id}`, link: null })
    expect(page).toMatch(/<svg viewBox[\s\S]*class="wire/)
    expect(page).toContain(`<link rel="stylesheet" href="../../assets/a.css"/>`)
    expect(page).not.toMatch(/<script|style=|undefined|lesson\.[a-z-]+\.[a-z]/i)
    expect(withoutScript()).toContain(`./lesson/${id}/`)
  }
})

test('where the host is known, a page names its picture and its oEmbed document by absolute addresses', () => {
  expect(pageOf('dedup')).toContain(`content="${site}og/dedup.png"`)
  expect(pageOf('replay')).toContain(`content="${site}og/lab.png"`)
  expect(pageOf('dedup')).toContain(`type="application/json+oembed" href="${site}lesson/dedup/oembed.json"`)
  const document = JSON.parse(files.get('lesson/dedup/oembed.json') ?? '')
  expect(document).toMatchObject({ version: '1.0', type: 'rich', title: 'Delivered twice, applied once' })
  expect(document.html).toMatch(
    /^<iframe src="https:\/\/lab\.example\/path\/#v=1&amp;page=lesson\/dedup&amp;embed=1" title="/,
  )
  expect(firstHead(site)).toContain(`type="application/json+oembed" href="${site}oembed.json"`)
  for (const [path, text] of files) {
    if (!path.endsWith('oembed.json')) continue
    const [, hash = ''] = /src="https:\/\/lab\.example\/path\/(#[^"]+)"/.exec(JSON.parse(text).html) ?? []
    const address = readAddress(hash.replaceAll('&amp;', '&'))
    expect(address).toMatchObject({ page: path.replace(/\/?oembed\.json/, ''), problems: [], ignored: [] })
    expect(address.options.embed).toBe(true)
  }
  expect(files.get('sitemap.xml')?.match(/<loc>/g)).toHaveLength(lessonIds.length + 1)
})

test('where it is not, nothing is claimed that only the host could know', () => {
  const paths = lessonPages(null, policy, [], []).map(({ path }) => path)
  expect(paths).toEqual(lessonIds.map((id) => `lesson/${id}/index.html`))
  expect(firstHead(null)).not.toMatch(/canonical|oembed|og:url/)
  expect(firstHead(site)).toContain(`<meta property="og:image" content="${site}og/lab.png"/>`)
})

test('the first paint shows a duplicate', () => {
  expect(firstPaint()).toMatch(/note-again[\s\S]*m1 applied again/)
})

test('every picture for previews is one of a page that there is', () => {
  expect(readdirSync('public/og').filter((name) => !['lab', ...lessonIds].includes(name.replace('.png', '')))).toEqual(
    [],
  )
})
