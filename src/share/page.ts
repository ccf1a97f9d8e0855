import type { FieldProblem } from '../sim/scenario.ts'
import { isLink, type LinkState, mostProblems, type ReadLink, readParameters, writeLink } from './link.ts'
import { isOption, type Options, readOptions } from './options.ts'
import { unpacked } from './packed.ts'
import { mergedParameters, type Parameters, parametersIn } from './parameters.ts'

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
  'costs',
  'table',
  'glossary',
  'theory',
] as const
export type PageName = (typeof pageNames)[number]

/** A place of the lab: '' is the free lab, else a page's name and, behind a slash, which of them and which step. */
export type Page = string & { readonly brand?: 'Page' }

/** A page's name and what follows it; `more` is what a picture of costs was made for. */
export function partsOf(page: Page): {
  readonly name: PageName | ''
  readonly id: string
  readonly step: string
  readonly more: string
} {
  const [name = '', id = '', step = '', more = ''] = page.split('/')
  return { name: pageNames.find((known) => known === name) ?? '', id, step, more }
}

/** Whether the run on the page is part of its address. */
export const hasRun = (page: Page): boolean => ['', 'compare', 'costs'].includes(partsOf(page).name)

const shape = /^[a-z]+(\/[a-z0-9-]{1,60}){0,3}$/

/** What an address asks for. */
export interface Address {
  readonly page: Page
  /** The run that it means, or what is wrong with it; null when it says nothing about a run. */
  readonly link: ReadLink | null
  readonly options: Partial<Options>
  /** What was wrong with the page and the options; the rest of the address is used. */
  readonly problems: readonly FieldProblem[]
  /** The parameters that this lab does not know, as they were spelled. */
  readonly ignored: readonly string[]
}

/**
 * What the query and the hash of an address mean together; where both say something, the hash holds. An anchor without
 * any parameter says nothing. Never throws.
 */
export function readAddress(hash: string, query = ''): Address {
  return addressOf(mergedParameters(inQuery(query), inHash(hash)))
}

/** Whether a part of an address is packed, so that it takes a moment to read. */
export const isPacked = (hash: string, query = ''): boolean =>
  [inQuery(query), inHash(hash)].some(({ given }) => given.has('z'))

/** The same as `readAddress`, of an address that may be packed. Never rejects. */
export async function readPackedAddress(hash: string, query = ''): Promise<Address> {
  return addressOf(mergedParameters(await unpacked(inQuery(query)), await unpacked(inHash(hash))))
}

const inQuery = (query: string): Parameters => parametersIn(query.replace(/^\?/, ''))

function inHash(hash: string): Parameters {
  const fragment = hash.replace(/^#/, '')
  return parametersIn(/=|%3d/i.test(fragment) ? fragment : '')
}

function addressOf(all: Parameters): Address {
  const { options, problems } = readOptions(all)
  const { given, spelled } = all
  const page = pageIn(given)
  if (page.problem) problems.push(page.problem)
  const aside = (name: string) => isOption(name) || name === 'page' || name === 'lesson'
  problems.push(...all.problems.filter(({ field }) => aside(field.toLowerCase())))
  const rest = new Map([...given].filter(([name]) => !aside(name)))
  const ofRun = all.problems.filter(({ field }) => !aside(field.toLowerCase()))
  const run = { given: rest, spelled, problems: ofRun }
  // Beside a page a version alone says nothing about a run.
  const says = page.page !== '' && rest.get('v') === '1' ? new Map([...rest].filter(([name]) => name !== 'v')) : rest
  if (isLink({ ...run, given: says }) || ofRun.length > 0) {
    const link = readParameters(run)
    return { page: page.page, link, options, problems: problems.slice(0, mostProblems), ignored: link.ignored }
  }
  const ignored = [...rest.keys()].filter((name) => name !== 'v').map((name) => spelled.get(name) ?? name)
  return {
    page: page.page,
    link: null,
    options,
    problems: problems.slice(0, mostProblems),
    ignored: ignored.slice(0, mostProblems),
  }
}

/** `page=lesson/lose-the-ack`, or `lesson=lose-the-ack` for short. */
function pageIn(given: ReadonlyMap<string, string>): { page: Page; problem?: FieldProblem } {
  const [named, lesson] = [given.get('page'), given.get('lesson')]
  if (named !== undefined && lesson !== undefined)
    return { page: '', problem: { field: 'lesson', problem: 'is there beside page; leave one' } }
  if (named === undefined && lesson === undefined) return { page: '' }
  const page = (named ?? `lesson/${lesson}`).toLowerCase()
  if (shape.test(page) && partsOf(page).name !== '') return { page }
  const example =
    named === undefined
      ? 'is no lesson, such as lesson=lose-the-ack'
      : `must be one of ${pageNames.join(', ')}, such as page=lesson/lose-the-ack`
  return { page: '', problem: { field: named === undefined ? 'lesson' : 'page', problem: example } }
}

/** The hash, without its `#`, that means a page and, where the page has one, its run; `options` as they are written. */
export function writeAddress(page: Page, state: LinkState, options = ''): string {
  const place = page === '' ? [] : [`page=${page}`]
  const run = hasRun(page) ? writeLink(state).split('&') : ['v=1']
  return [run[0], ...place, ...run.slice(1), ...(options === '' ? [] : [options])].join('&')
}
