/**
 * Where in a JSON text something stands. `JSON.parse` is the judge of what is JSON; browsers differ in whether they say
 * where it is not, and none says at which line a field is, so the text is walked once more when there is a problem.
 */

/** A place in a text, as editors count: from 1. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/** What is wrong with a text that is no JSON: where, inside which field, and what would do there. */
export interface SyntaxProblem extends TextPosition {
  readonly field: string
  readonly expected: string
}

/** A document may be nested so deep; none of ours passes six. */
const mostDepth = 64

/** Where a text stops being JSON; null where it is JSON all through. Never throws, whatever the text. */
export function syntaxProblem(text: string): SyntaxProblem | null {
  const walk = new JsonWalk(text)
  while (walk.step());
  return walk.problem
}

/** At which line each of these fields stands, written as `faults.2.packet`; of one that is missing, its parent's. */
export function linesOf(text: string, fields: readonly string[]): Map<string, number> {
  const found = new Map<string, { at: number; depth: number }>()
  const walk = new JsonWalk(text)
  do {
    if (!walk.atValue) continue
    const path = walk.path()
    for (const field of fields) {
      const depth = path === '' ? 0 : path.length
      if (path !== '' && field !== path && !field.startsWith(`${path}.`)) continue
      if (depth >= (found.get(field)?.depth ?? -1)) found.set(field, { at: walk.at, depth })
    }
  } while (walk.step())
  // Counted once a field: a text may give the same field any number of times.
  return new Map([...found].map(([field, { at }]) => [field, positionIn(text, at).line]))
}

function positionIn(text: string, at: number): TextPosition {
  const before = text.slice(0, at)
  const lastBreak = before.lastIndexOf('\n')
  return { line: before.split('\n').length, column: before.length - lastBreak }
}

/** What may come next, as the sentence about it names it. */
type Expected =
  | 'a value'
  | 'a value or "]"'
  | 'a name in quotes'
  | 'a name in quotes or "}"'
  | '":"'
  | '"," or "]"'
  | '"," or "}"'
  | 'nothing more'

/** A list counts, an object names. */
interface Level {
  readonly isList: boolean
  at: string | number
}

const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** Goes through a text value by value, without recursion: no text is too deep for it. */
class JsonWalk {
  problem: SyntaxProblem | null = null
  /** The place of the next sign. */
  at = 0
  private readonly text: string
  private expected: Expected = 'a value'
  private readonly levels: Level[] = []

  constructor(text: string) {
    this.text = text
    this.skipSpace()
  }

  /** Whether the next sign begins a value. */
  get atValue(): boolean {
    return this.expected.startsWith('a value') && this.text[this.at] !== ']' && this.at < this.text.length
  }

  path(): string {
    return this.levels.map(({ at }) => at).join('.')
  }

  /** Takes the next sign, name or value; false at the end and where the text is no JSON. */
  step(): boolean {
    const { expected, text } = this
    const sign = text[this.at]
    if (sign === undefined) return expected === 'nothing more' ? false : this.refuse(expected)
    const level = this.levels.at(-1)
    const closing = level?.isList ? ']' : '}'
    const mayClose = expected.endsWith(`"${closing}"`)
    if (sign === closing && mayClose) {
      this.levels.pop()
      return this.take(1, this.afterValue())
    }
    if (expected.startsWith('a value')) return this.value(sign)
    if (expected.startsWith('a name')) {
      const end = sign === '"' ? this.endOfString() : -1
      if (end < 0 || level === undefined) return this.refuse(expected)
      level.at = text.slice(this.at + 1, Math.min(end - 1, this.at + 200))
      return this.take(end - this.at, '":"')
    }
    if (expected === '":"' && sign === ':') return this.take(1, 'a value')
    if (expected.startsWith('","') && sign === ',' && level) {
      if (typeof level.at === 'number') level.at++
      return this.take(1, level.isList ? 'a value' : 'a name in quotes')
    }
    return this.refuse(expected)
  }

  private value(sign: string): boolean {
    if (sign === '{' || sign === '[') {
      if (this.levels.length === mostDepth) return this.refuse(`no more than ${mostDepth} levels`)
      this.levels.push(sign === '[' ? { isList: true, at: 0 } : { isList: false, at: '' })
      return this.take(1, sign === '[' ? 'a value or "]"' : 'a name in quotes or "}"')
    }
    literal.lastIndex = this.at
    const end = sign === '"' ? this.endOfString() : literal.test(this.text) ? literal.lastIndex : -1
    return end < 0 ? this.refuse(this.expected) : this.take(end - this.at, this.afterValue())
  }

  /** Behind the closing quote; -1 where a string is not closed or has a sign that no string has. */
  private endOfString(): number {
    const { text } = this
    for (let i = this.at + 1; i < text.length; i++) {
      if (text[i] === '"') return i + 1
      if (text[i] === '\\') {
        escaped.lastIndex = i
        if (!escaped.test(text)) return -1
        i = escaped.lastIndex - 1
      } else if ((text[i] as string) < ' ') return -1
    }
    return -1
  }

  private afterValue(): Expected {
    const level = this.levels.at(-1)
    return level === undefined ? 'nothing more' : level.isList ? '"," or "]"' : '"," or "}"'
  }

  private take(length: number, next: Expected): true {
    this.at += length
    this.expected = next
    this.skipSpace()
    return true
  }

  private skipSpace(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? '-')) this.at++
  }

  private refuse(expected: string): false {
    this.problem = { ...positionIn(this.text, this.at), field: this.path(), expected }
    return false
  }
}
