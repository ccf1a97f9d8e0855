import type { FieldProblem } from '../sim/scenario.ts'

/** A longer text is refused unread. No scenario is that long, with all the faults that it may have. */
export const mostLinkLength = 65_536

/** What a query or a hash says, before anybody asks what it means. */
export interface Parameters {
  /** The values as text, by the parameter's name in lower case: names may be spelled in any case. */
  readonly given: Map<string, string>
  /** How a name was spelled, for whoever has to speak of it. */
  readonly spelled: Map<string, string>
  readonly problems: FieldProblem[]
}

/** The parameters of a text such as `v=1&mode=at-most-once`. Never throws. */
export function parametersIn(text: string): Parameters {
  const given = new Map<string, string>()
  const spelled = new Map<string, string>()
  if (text.length > mostLinkLength) {
    return { given, spelled, problems: [{ field: 'link', problem: `is longer than ${mostLinkLength} characters` }] }
  }
  const problems: FieldProblem[] = []
  for (const part of text.split('&')) {
    if (part === '') continue
    const end = part.includes('=') ? part.indexOf('=') : part.length
    const [spelling, value] = [decode(part.slice(0, end)), decode(part.slice(end + 1))]
    const field = (spelling || part).slice(0, 40)
    const name = spelling?.toLowerCase() ?? ''
    if (spelling === null || value === null) {
      problems.push({ field: part.slice(0, Math.min(end || 40, 40)), problem: 'has a "%" that is no percent-encoding' })
    } else if (given.has(name))
      problems.push({ field: spelled.get(name) ?? field, problem: 'is there twice; leave one' })
    else {
      given.set(name, value)
      spelled.set(name, field)
    }
  }
  return { given, spelled, problems }
}

/** Both together; where they disagree the second holds. */
export function mergedParameters(first: Parameters, second: Parameters): Parameters {
  return {
    given: new Map([...first.given, ...second.given]),
    spelled: new Map([...first.spelled, ...second.spelled]),
    problems: [...first.problems, ...second.problems],
  }
}

/** A parameter as it stands in a query or a hash. Half a character, which a message may hold, has no encoding. */
export const writeParameter = (name: string, value: string): string =>
  [name, value].map((text) => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'))).join('=')

/** Percent-decoding only: a "+" names a copy of a packet and stays one. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
