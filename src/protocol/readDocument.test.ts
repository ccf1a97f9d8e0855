import { describe, expect, test } from 'vitest'
import type { SystemDocument } from './document.ts'
import { readDocument } from './readDocument.ts'

/** A service that saves an order and publishes an event, in two lines. */
const dualWrite = {
  id: 'dual-write',
  stores: {
    orders: { kind: 'ledger', place: 'orders db' },
    topic: { kind: 'list', place: 'broker disk' },
    seen: { kind: 'table', memoryOf: 'broker' },
  },
  processes: {
    service: {
      programs: [
        {
          name: 'place order',
          starts: { submit: true },
          lines: [
            { word: 'save order', do: [['apply', 'orders']] },
            { word: 'publish', do: [['send', 'publish', 'broker']] },
          ],
        },
      ],
    },
    broker: {
      programs: [
        {
          name: 'store',
          starts: { packet: 'publish' },
          lines: [
            {
              word: 'append',
              do: [
                ['append', 'topic'],
                ['put', 'seen'],
              ],
            },
          ],
        },
      ],
    },
  },
  properties: {
    lost: {
      at: 'end',
      all: [
        { store: 'orders', is: 1 },
        { store: 'topic', is: 0 },
      ],
    },
  },
} as const satisfies SystemDocument

/** The document with the line of the service, or the whole of it, made into something else. */
function changed(change: (document: Record<string, never>) => void): unknown {
  const copy = structuredClone(dualWrite) as unknown as Record<string, never>
  change(copy)
  return copy
}
const lines = (document: Record<string, never>, role: string): Record<string, unknown>[] =>
  // biome-ignore lint/suspicious/noExplicitAny: a document that is being broken has no type
  (document as any).processes[role].programs[0].lines

function problemsOf(input: unknown): string {
  const read = readDocument(input, 'document')
  return read.ok ? 'none' : read.problems.map(({ field, problem }) => `${field}: ${problem}`).join('\n')
}

describe('a document', () => {
  test('in order is taken as it is', () => {
    expect(readDocument(dualWrite)).toEqual({ ok: true, value: dualWrite })
  })

  test('may write memory of its own process together with a place', () => {
    expect(problemsOf(dualWrite)).toBe('none')
  })

  test('whose line writes to two places is refused, with process, program and line', () => {
    const broken = changed((document) => {
      lines(document, 'service')[0] = {
        word: 'save both',
        do: [
          ['apply', 'orders'],
          ['append', 'topic'],
        ],
      }
    })
    expect(problemsOf(broken)).toMatch(
      /^document\.processes\.service\.programs\.0\.lines\.0\.do: service, program "place order", line "save both": writes to "orders db" and to "broker disk": no transaction spans two places/,
    )
  })

  test('whose line writes and sends is refused', () => {
    const broken = changed((document) => {
      lines(document, 'service')[0] = {
        word: 'save and tell',
        do: [
          ['apply', 'orders'],
          ['send', 'publish', 'broker'],
        ],
      }
    })
    expect(problemsOf(broken)).toContain('a crash can come between a write and a packet')
  })

  test.each([
    [
      'a store that is not there',
      (d: Record<string, never>) => lines(d, 'service').splice(0, 1, { word: 'x', do: [['apply', 'order']] }),
      'there is no store "order"',
    ],
    [
      'a store of another kind',
      (d: Record<string, never>) => lines(d, 'service').splice(0, 1, { word: 'x', do: [['apply', 'topic']] }),
      '"topic" is a list, and this needs a ledger',
    ],
    [
      'memory of another role',
      (d: Record<string, never>) => lines(d, 'service').splice(0, 1, { word: 'x', do: [['put', 'seen']] }),
      '"seen" is memory of broker: nobody else sees it',
    ],
    [
      'a role that is not there',
      (d: Record<string, never>) =>
        lines(d, 'service').splice(1, 1, { word: 'x', do: [['send', 'publish', 'brokers']] }),
      'there is no process "brokers"',
    ],
    [
      'a line that is not there',
      (d: Record<string, never>) => lines(d, 'service').splice(1, 1, { word: 'x', next: 'y' }),
      'leads to "y", and this program has no such line',
    ],
    [
      'an answer to nobody',
      (d: Record<string, never>) => lines(d, 'service').splice(1, 1, { word: 'x', do: [['answer', 'y']] }),
      'no packet started this program',
    ],
    [
      'a line that waits and writes',
      (d: Record<string, never>) =>
        lines(d, 'service').splice(1, 1, { word: 'x', await: { y: 'end' }, do: [['apply', 'orders']] }),
      'does nothing but stand there',
    ],
    [
      'an operation that is none',
      (d: Record<string, never>) => lines(d, 'service').splice(1, 1, { word: 'x', do: [['delete', 'orders']] }),
      'must start with one of "apply"',
    ],
    [
      'a field that is none',
      (d: Record<string, never>) => lines(d, 'service').splice(1, 1, { word: 'x', does: [] }),
      'is not a field of this document',
    ],
  ])('with %s is refused', (_, change, problem) => {
    expect(problemsOf(changed((document) => void change(document)))).toContain(problem)
  })

  test.each([undefined, null, 3, 'x', [], {}])('that is %j is refused', (input) => {
    expect(readDocument(input).ok).toBe(false)
  })
})
