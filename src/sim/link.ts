import { exchangeLinks } from '../protocol/exchange.ts'
import type { NamedLink, System } from '../protocol/system.ts'
import type { Packet } from './packet.ts'

const links = new WeakMap<System, Map<string, NamedLink>>()

/** The link that a packet travels on, by name; one object for all that is told of it. */
export function linkOf(system: System, { kind, from, to }: Packet): NamedLink {
  let known = links.get(system)
  if (known === undefined) {
    known = new Map()
    links.set(system, known)
  }
  const name = `${kind} ${from} ${to}`
  let link = known.get(name)
  if (link === undefined) {
    const { processes, answersShareNumbers } = system
    const target = to >= 0 ? processes[to]?.name : processes[-to - 1]?.role
    const ofExchange = answersShareNumbers && (kind === 'm' || kind === 'a') ? exchangeLinks[kind] : null
    link = ofExchange ?? { kind, from: processes[from]?.name ?? '', to: target ?? '' }
    known.set(name, link)
  }
  return link
}
