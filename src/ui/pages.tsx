/**
 * Pages that need no JavaScript: the first paint, before the lab is loaded, a page for every lesson with the metadata
 * that crawlers and course platforms read, and the preview pictures. They are made by the build; the lab loads none of
 * this.
 */
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { openingScenario } from '../app/story.ts'
import { type LessonId, lessonIds, lessonOf, syllabus } from '../lessons/index.ts'
import { type Lesson, measured, movesAt } from '../lessons/lesson.ts'
import { choiceSentences, groupWord, measuredSentence, wordsOfLesson } from '../picture/lessonWords.ts'
import { type Run, run } from '../sim/run.ts'
import course from '../words/course.en.json'
import lessons from '../words/lessons.en.json'
import pages from '../words/pages.en.json'
import { wordsOf } from '../words/words.ts'
import { Poster } from './Poster.tsx'

const say = wordsOf('en', { ...course, ...lessons, ...pages })
const name = say('lab.title')

/** The address where the lab is hosted, with a slash at its end. If it is null, absolute addresses are left out. */
export type Site = string | null

/** A file of the build. */
export interface PageFile {
  readonly path: string
  readonly text: string
}

/** The run that the lab opens with, with its first message only. */
const opening = (): Run => run({ ...openingScenario, messages: 1, faults: [{ do: 'drop', packet: 'a1.1' }] })

const html = (node: ReactNode): string => renderToStaticMarkup(node)

/** The first page until the lab is loaded: the title, what the lab is, and the run that it opens with. */
export function firstPaint(): string {
  return html(
    <div className="first-paint">
      <h1>{name}</h1>
      <p>{say('pages.about')}</p>
      <div className="diagram">{poster(opening(), opening().frames.length, say('pages.about'))}</div>
    </div>,
  )
}

/** The first page without JavaScript: links to the pages of all lessons, which need none. */
export function withoutScript(): string {
  return html(
    <div className="first-paint">
      <p>{say('pages.needsScript')}</p>
      <ul>
        {lessonIds.map((id) => (
          <li key={id}>
            <a href={`./lesson/${id}/`}>{titleOf(id)}</a>
          </li>
        ))}
      </ul>
    </div>,
  )
}

/** The head of the first page, with the metadata for link previews. */
export const firstHead = (site: Site): string =>
  html(<Shown title={name} about={say('pages.about')} picture="og/lab.png" path="" site={site} root="./" />)

/**
 * A page and its oEmbed document for every lesson, and, where the address of the site is known, the oEmbed document of the
 * lab and the map of the site.
 */
export function lessonPages(
  site: Site,
  policy: string,
  styles: readonly string[],
  pictures: readonly string[],
): PageFile[] {
  const files = lessonIds.flatMap((id) => {
    const picture = pictures.includes(`${id}.png`) ? `og/${id}.png` : 'og/lab.png'
    const page = { path: `lesson/${id}/index.html`, text: lessonPage(id, site, policy, styles, picture) }
    return site === null
      ? [page]
      : [page, { path: `lesson/${id}/oembed.json`, text: oEmbed(titleOf(id), `page=lesson/${id}`, site, picture) }]
  })
  if (site === null) return files
  const lab = { path: 'oembed.json', text: oEmbed(name, 'autoplay=visible', site, 'og/lab.png') }
  return [...files, lab, { path: 'sitemap.xml', text: siteMap(site) }]
}

function lessonPage(id: LessonId, site: Site, policy: string, styles: readonly string[], picture: string): string {
  const lesson = lessonOf(id)
  const words = wordsOfLesson(id)
  const result = run(lesson.scenario)
  const at = movesAt(result, lesson.pause) ?? 0
  const given = measuredSentence(lesson.predict.measure, measured(result, lesson.predict.measure))
  const place = lessonIds.indexOf(id)
  const [before, after] = [lessonIds[place - 1], lessonIds[place + 1]]
  const root = '../../'
  const body = html(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${titleOf(id)} · ${name}`}</title>
        <meta name="description" content={say(words.question)} />
        <Shown
          title={titleOf(id)}
          about={say(words.question)}
          picture={picture}
          path={`lesson/${id}/`}
          site={site}
          root={root}
        />
        {[...styles, 'pages.css'].map((href) => (
          <link key={href} rel="stylesheet" href={root + href} />
        ))}
      </head>
      <body className="reading">
        <main>
          <p>
            <a href={root}>{name}</a> · {say(groupWord(groupOf(id)))}
          </p>
          <h1>{titleOf(id)}</h1>
          <p className="lead">{say(words.question)}</p>
          <p>
            <a className="go" href={`${root}#v=1&page=lesson/${id}`}>
              {say('pages.run')}
            </a>
          </p>
          <div className="diagram">{poster(result, at, titleOf(id))}</div>
          <h2>{say('pages.choices')}</h2>
          <p>{say(words.predict)}</p>
          <ul>
            {choiceSentences(lesson.predict).map(({ id: word, values }) => (
              <li key={JSON.stringify(values)}>{say(word, values)}</li>
            ))}
          </ul>
          <details>
            <summary>{say('pages.happens')}</summary>
            <p>
              {say('pages.measured', { given: say(given.id, given.values) })} {say(words.explain)}
            </p>
          </details>
          <References lesson={lesson} />
          <nav>
            {before && <a href={`${root}lesson/${before}/`}>{say('pages.previous', { title: titleOf(before) })}</a>}
            {after && <a href={`${root}lesson/${after}/`}>{say('pages.next', { title: titleOf(after) })}</a>}
            <a href={`${root}#v=1&page=course`}>{say('pages.all')}</a>
          </nav>
        </main>
      </body>
    </html>,
  )
  return `<!doctype html>\n${body}\n`
}

/** The metadata of a page for link previews. */
function Shown(props: { title: string; about: string; picture: string; path: string; site: Site; root: string }) {
  const { title, about, picture, path, site, root } = props
  return (
    <>
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={name} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={about} />
      <meta property="og:image" content={(site ?? root) + picture} />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={`${title}: ${about}`} />
      <meta name="twitter:card" content="summary_large_image" />
      <link rel="icon" type="image/svg+xml" href={`${root}icon.svg`} />
      {site !== null && (
        <>
          <meta property="og:url" content={site + path} />
          <link rel="canonical" href={site + path} />
          <link rel="alternate" type="application/json+oembed" href={`${site}${path}oembed.json`} title={title} />
        </>
      )}
    </>
  )
}

function References({ lesson }: { lesson: Lesson }) {
  if (lesson.references.length === 0) return null
  return (
    <>
      <h2>{say('pages.references')}</h2>
      <ul>
        {lesson.references.map(({ title, url }) => (
          <li key={url}>
            <a href={url}>{title}</a>
          </li>
        ))}
      </ul>
    </>
  )
}

/** oEmbed 1.0, type rich: a static host cannot answer for any address, so each page has a document of its own. */
function oEmbed(title: string, parameters: string, site: string, picture: string): string {
  const [width, height] = [960, 640]
  const frame = html(
    <iframe
      src={`${site}#v=1&${parameters}&embed=1`}
      title={title === name ? name : `${name}: ${title}`}
      width={width}
      height={height}
      loading="lazy"
      allow="fullscreen; clipboard-write"
    />,
  )
  const document = {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: name,
    provider_url: site,
    width,
    height,
    html: frame,
    thumbnail_url: site + picture,
    thumbnail_width: 1200,
    thumbnail_height: 630,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function siteMap(site: string): string {
  const urls = ['', ...lessonIds.map((id) => `lesson/${id}/`)].map((path) => `  <url><loc>${site}${path}</loc></url>`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`
}

/** The pages whose pictures are taken for previews, 1200 by 630, by the name of the picture; `style` is the lab's own. */
export function previews(style: string): { readonly name: string; readonly html: string }[] {
  const lab = preview(name, say('pages.about'), poster(opening(), opening().frames.length, ''), style)
  return [
    { name: 'lab.png', html: lab },
    ...lessonIds.map((id) => {
      const lesson = lessonOf(id)
      const result = run(lesson.scenario)
      const moves = movesAt(result, lesson.pause) ?? 0
      const picture = poster(result, moves, '')
      return { name: `${id}.png`, html: preview(titleOf(id), say(wordsOfLesson(id).question), picture, style) }
    }),
  ]
}

const preview = (title: string, about: string, picture: ReactNode, style: string): string =>
  `<!doctype html>${html(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the lab's own style sheet */}
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body className="preview">
        <div>
          <p>{name}</p>
          <h1>{title}</h1>
          <p className="lead">{about}</p>
        </div>
        <div className="diagram">{picture}</div>
      </body>
    </html>,
  )}`

const poster = (of: Run, moves: number, title: string) => (
  <div className="paper">
    <Poster run={of} moves={moves} width={720} say={say} title={title} />
  </div>
)

const titleOf = (id: LessonId): string => say(wordsOfLesson(id).title)

const groupOf = (id: LessonId) =>
  (syllabus.find(({ lessons }) => (lessons as readonly string[]).includes(id)) ?? syllabus[0]).group
