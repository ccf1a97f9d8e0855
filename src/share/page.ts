import { isLink, type LinkState, readLink, writeLink } from './link.ts'

/**
 * Which page of the lab an address means: `page=lesson/lose-the-ack` in the same hash as the parameters of a link. The
 * lab itself has no name. A page that shows the run of the address, such as the comparison, carries both.
 */
export const pageNames = [
  'course',
  'lesson',
  'worksheet',
  'puzzles',
  'puzzle',
  'drill',
  'compare',
  'table',
  'glossary',
  'theory',
] as const
export type PageName = (typeof pageNames)[number]

/** A place of the lab: '' is the free lab, else a page's name and, behind a slash, which of them and which step. */
export type Page = string & { readonly brand?: 'Page' }

/** A page's name and what follows it. */
export function partsOf(page: Page): { readonly name: PageName | ''; readonly id: string; readonly step: string } {
  const [name = '', id = '', step = ''] = page.split('/')
  return { name: pageNames.find((known) => known === name) ?? '', id, step }
}

/** Whether the run on the page is part of its address. */
export const hasRun = (page: Page): boolean => ['', 'compare'].includes(partsOf(page).name)

const shape = /^[a-z]+(\/[a-z0-9-]{1,60}){0,2}$/

/** The page that a hash means and what its link means, if there is one. Never throws. */
export function readAddress(hash: string): { page: Page; link: ReturnType<typeof readLink> | null } {
  const parts = hash.replace(/^#/, '').split('&')
  const named = parts.filter((part) => /^page=/i.test(part))
  const rest = parts.filter((part) => !/^page=/i.test(part) && part !== '')
  const [first] = named
  if (first === undefined) return { page: '', link: isLink(hash) ? readLink(hash) : null }
  const page = first.slice(first.indexOf('=') + 1).toLowerCase()
  const problem =
    named.length > 1
      ? 'is there twice; leave one'
      : !shape.test(page) || partsOf(page).name === ''
        ? `must be one of ${pageNames.join(', ')}, such as page=lesson/lose-the-ack`
        : null
  if (problem !== null) return { page: '', link: { ok: false, problems: [{ field: 'page', problem }] } }
  const onlyVersion = rest.length === 0 || (rest.length === 1 && rest[0] === 'v=1')
  return { page, link: onlyVersion ? null : readLink(rest.join('&')) }
}

/** The hash, without its `#`, that means a page and, where the page has one, its run. */
export function writeAddress(page: Page, state: LinkState): string {
  if (page === '') return writeLink(state)
  if (!hasRun(page)) return `v=1&page=${page}`
  return writeLink(state).replace(/^v=1/, `v=1&page=${page}`)
}
