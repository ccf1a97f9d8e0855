import { expect, test } from 'vitest'
import { readAddress } from './page.ts'
import { type Embedded, snippetKinds, snippetOf } from './snippet.ts'

const embedded: Embedded = {
  base: 'https://lab.example/course/',
  hash: 'v=1&mode=at-most-once&faults=drop:a1.1,drop:m2.1&t=5900&embed=1&theme=dark',
  openHash: 'v=1&mode=at-most-once&faults=drop:a1.1,drop:m2.1&t=5900',
  title: 'Exactly-Once Lab: a lost ACK',
  openWords: 'Open the lab: a lost ACK',
  widthPx: 640,
  heightPx: 480,
}

test('a frame has a title, its size as attributes, loads late, and leaves a plain link', () => {
  expect(snippetOf('iframe', embedded)).toBe(
    `<iframe src="https://lab.example/course/#v=1&amp;mode=at-most-once&amp;faults=drop:a1.1,drop:m2.1&amp;t=5900&amp;embed=1&amp;theme=dark"
  title="Exactly-Once Lab: a lost ACK"
  width="100%" height="480" style="border:0;max-width:640px"
  loading="lazy" allow="fullscreen; clipboard-write" allowfullscreen></iframe>
<p><a href="https://lab.example/course/#v=1&amp;mode=at-most-once&amp;faults=drop:a1.1,drop:m2.1&amp;t=5900">Open the lab: a lost ACK</a></p>`,
  )
})

test('the element has every parameter as an attribute, and the link until its script has come', () => {
  const snippet = snippetOf('element', embedded)
  expect(snippet).toContain('<script type="module" src="https://lab.example/course/exactly-once-lab.js"></script>')
  const attributes = [...(/<exactly-once-lab([^>]*)>/.exec(snippet)?.[1] ?? '').matchAll(/ (\w+)="([^"]*)"/g)]
  const query = attributes
    .filter(([, name]) => !['role', 'label', 'height', 'style'].includes(name ?? ''))
    .map(([, name, value]) => `${name}=${value}`)
  const { link, options } = readAddress('', query.join('&'))
  const meant = readAddress(embedded.hash)
  expect(link).toEqual(meant.link)
  expect(options).toEqual({ theme: 'dark' })
  expect(snippet).toContain('>Open the lab: a lost ACK</a></p>\n</exactly-once-lab>')
})

test('Markdown is a plain link; MDX is a frame in its own spelling', () => {
  expect(snippetOf('markdown', embedded)).toBe(
    '[Open the lab: a lost ACK](https://lab.example/course/#v=1&mode=at-most-once&faults=drop:a1.1,drop:m2.1&t=5900)',
  )
  expect(snippetOf('mdx', embedded)).toContain('height="480" style={{ border: 0, maxWidth: 640 }}')
  expect(snippetOf('mdx', embedded)).toContain('allowFullScreen />')
})

test.each(snippetKinds)('%s: a title and a note of an author stay text', (kind) => {
  const hostile = `"><script>alert(1)</script>](x) {evil} <img src=x onerror=alert(1)>`
  const snippet = snippetOf(kind, {
    ...embedded,
    title: hostile,
    openWords: hostile,
    hash: `v=1&note=${encodeURIComponent(hostile)}`,
    openHash: `v=1&note=${encodeURIComponent(`${hostile})`)}`,
  })
  const withoutOwn = snippet.replace(
    '<script type="module" src="https://lab.example/course/exactly-once-lab.js"></script>',
    '',
  )
  expect(withoutOwn).not.toMatch(/(?<!\\)<(script|img)/)
  if (kind === 'markdown' || kind === 'mdx') {
    expect(snippet.split('\n').at(-1)).not.toMatch(/(?<!\\)[{<]/)
    expect(snippet.split('\n').at(-1)).toMatch(/^\[[^\]]*\\\][^\]]*\]\(https:[^()\s]*\)$/)
  }
})
