import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenario } from '../../sim/arbitrary.ts'
import { run } from '../../sim/run.ts'
import { wordsOf } from '../../words/words.ts'
import { cellOf, csv } from './csv.ts'

const say = wordsOf('en')

/** The records of a text by the grammar of RFC 4180, sign by sign. Throws on a text that is none. */
function recordsOf(text: string): string[][] {
  const records: string[][] = []
  let at = 0
  while (at < text.length) {
    const record: string[] = []
    for (;;) {
      let cell = ''
      if (text[at] === '"') {
        at++
        for (; text[at] !== '"' || text[at + 1] === '"'; at++) {
          if (at >= text.length) throw new Error('a quote is open at the end')
          if (text[at] === '"') at++
          cell += text[at]
        }
        at++
      } else {
        for (; at < text.length && !',\r'.includes(text[at] as string); at++) {
          if ('"\n'.includes(text[at] as string)) throw new Error(`a bare sign at ${at}`)
          cell += text[at]
        }
      }
      record.push(cell)
      if (text[at] !== ',') break
      at++
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error(`no end of record at ${at}`)
    at += 2
    records.push(record)
  }
  return records
}

const words = new Set(['kind', 'process', 'packet', 'line'])

test('the trace is rebuilt from the records, in generated runs', () => {
  fc.assert(
    fc.property(scenario, (any) => {
      const { trace } = run(any, { moves: 400 })
      const [head = [], ...records] = recordsOf(csv.write({ scenario: any, trace, atMs: 0 }, say))
      const events = records.map((record) => {
        expect(record.length).toBe(head.length)
        const given = head.map((name, i) => [name, record[i] ?? ''] as const)
        const event = Object.fromEntries(
          given.flatMap(([name, cell]) =>
            name === 'what' || cell === '' ? [] : [[name, words.has(name) ? cell : Number(cell)]],
          ),
        )
        return { ...event, cause: event.cause ?? null }
      })
      // A link and a transition are no values of a cell; the packet, the kind and the line are.
      expect(events).toEqual(trace.map(({ link, fired, alsoFired, ...event }) => event))
    }),
    { seed: 41, numRuns: 200 },
  )
})

test('any text is read back from a cell, and no cell is a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",1A') }))), (texts) => {
      if (texts.length === 0) return
      const [cells = []] = recordsOf(`${texts.map(cellOf).join(',')}\r\n`)
      for (const [i, cell] of cells.entries()) {
        expect(cell.replace(/^'(?=[=+\-@\t\r\n])/, '')).toBe(texts[i]?.replace(/^'(?=[=+\-@\t\r\n])/, ''))
        expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
      }
    }),
    { seed: 42, numRuns: 2000 },
  )
})

test('a command in a cell is words', () => {
  expect(cellOf('=HYPERLINK("https://example.org","x")')).toBe(`"'=HYPERLINK(""https://example.org"",""x"")"`)
  expect(cellOf('@SUM(A1)')).toBe("'@SUM(A1)")
  expect(cellOf('m1.1+1')).toBe('m1.1+1')
})
