import { parametersIn } from './parameters.ts'

/** What an author pastes into a page. Everything in it is text: no note or title can become markup. */
export interface Embedded {
  /** The address of the lab, without query and hash. */
  readonly base: string
  /** The hash of the embedded lab, and the one that its plain link opens. */
  readonly hash: string
  readonly openHash: string
  /** What a reader of the page, and a screen reader, is told that it is. */
  readonly title: string
  readonly openWords: string
  readonly widthPx: number
  readonly heightPx: number
}

export const snippetKinds = ['iframe', 'element', 'markdown', 'mdx'] as const
export type SnippetKind = (typeof snippetKinds)[number]

/** The snippet of a kind. Width and height are attributes too, because some course pages take every style away. */
export const snippetOf = (kind: SnippetKind, embedded: Embedded): string => snippets[kind](embedded)

/** The custom element's script, beside the lab. */
const elementScript = 'exactly-once-lab.js'

const snippets: Readonly<Record<SnippetKind, (embedded: Embedded) => string>> = {
  iframe: (embedded) => {
    const { base, hash, title, widthPx, heightPx } = embedded
    return [
      `<iframe src="${html(`${base}#${hash}`)}"`,
      `  title="${html(title)}"`,
      `  width="100%" height="${heightPx}" style="border:0;max-width:${widthPx}px"`,
      '  loading="lazy" allow="fullscreen; clipboard-write" allowfullscreen></iframe>',
      plainLink(embedded),
    ].join('\n')
  },
  element: (embedded) => {
    const { base, hash, title, widthPx, heightPx } = embedded
    const { given, spelled } = parametersIn(hash)
    const attributes = [...given]
      .filter(([name]) => name !== 'v' && name !== 'embed')
      .map(([name, value]) => ` ${spelled.get(name)}="${html(value)}"`)
    return [
      `<script type="module" src="${html(new URL(elementScript, base).href)}"></script>`,
      `<exactly-once-lab${attributes.join('')}`,
      `  role="region" aria-label="${html(title)}" height="${heightPx}"`,
      `  style="display:block;height:${heightPx}px;max-width:${widthPx}px">`,
      `  ${plainLink(embedded)}`,
      '</exactly-once-lab>',
    ].join('\n')
  },
  markdown: ({ base, openHash, openWords }) => markdownLink(openWords, `${base}#${openHash}`),
  mdx: ({ base, hash, openHash, title, openWords, widthPx, heightPx }) =>
    [
      `<iframe src="${html(`${base}#${hash}`)}"`,
      `  title="${html(title)}"`,
      `  width="100%" height="${heightPx}" style={{ border: 0, maxWidth: ${widthPx} }}`,
      '  loading="lazy" allow="fullscreen; clipboard-write" allowFullScreen />',
      '',
      markdownLink(openWords, `${base}#${openHash}`),
    ].join('\n'),
}

const plainLink = ({ base, openHash, openWords }: Embedded): string =>
  `<p><a href="${html(`${base}#${openHash}`)}">${html(openWords)}</a></p>`

const markdownLink = (words: string, url: string): string =>
  `[${words.replace(/[\\[\]<>{}*_`]/g, '\\$&')}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`

/** Text for an attribute or between tags, in HTML and in the attributes of JSX. */
const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
