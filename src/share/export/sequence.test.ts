import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenario } from '../../sim/arbitrary.ts'
import { readPacketId } from '../../sim/packet.ts'
import { run } from '../../sim/run.ts'
import { scenarioOf } from '../../sim/scenario.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import exported from '../../words/export.en.json'
import { wordsOf } from '../../words/words.ts'
import { mermaid } from './mermaid.ts'
import { plantUml } from './plantUml.ts'

const say = wordsOf('en', exported)
const shown = (any: Parameters<typeof scenarioOf>[0]) => {
  const { scenario, trace } = run(scenarioOf(any), { moves: 400 })
  return { scenario, trace, atMs: 0 }
}

/** The facts of a trace that a sequence diagram has, in order: who sent what to whom, whether it came, what is noted. */
function factsOf(trace: Trace): string[] {
  const reached = new Set(trace.filter(({ kind }) => ['deliver', 'wait'].includes(kind)).map(({ packet }) => packet))
  const dropped = new Set(trace.filter(({ kind }) => kind === 'drop').map(({ packet }) => packet))
  const applied = new Set<number>()
  const waiting = new Set<string>()
  return trace.flatMap((event): string[] => {
    const { kind, packet = '', process, message } = event
    const m = `m${message}`
    if (kind === 'wait') waiting.add(packet)
    switch (kind) {
      case 'send':
      case 'duplicate': {
        const [from, to] = packet.startsWith('m') ? ['sender', 'receiver'] : ['receiver', 'sender']
        const fate = reached.has(packet) ? 'came' : dropped.has(packet) ? 'lost' : 'came'
        return [`${from} ${to} ${packet.startsWith('a') ? 'ACK ' : ''}${nameOf(event)} ${fate}`]
      }
      case 'apply': {
        const again = applied.has(message as number) ? ' again' : ''
        applied.add(message as number)
        return [`${process}: ${m} applied${again}`]
      }
      case 'absorb':
        return [`${process}: ${m} seen, ignored`]
      case 'remember':
        return [`${process}: key recorded`]
      case 'timeout':
        return [`${process}: timeout`]
      case 'giveUp':
        return [`${process}: gave up`]
      case 'crash':
        return [`${process}: crashed`]
      case 'restart':
        return [`${process}: restarted`]
      case 'drop':
        return waiting.has(packet) ? [`${process}: ${m} dropped`] : []
      default:
        return []
    }
  })
}

function nameOf({ packet = '' }: TraceEvent): string {
  const { message, attempt, copy } = readPacketId(packet) as { message: number; attempt: number; copy: number }
  return [
    `m${message}`,
    ...(attempt > 1 || copy > 0 ? [`attempt ${attempt}`] : []),
    ...(copy > 0 ? [`copy ${copy}`] : []),
  ].join(', ')
}

/** The same facts, as a reader of either language takes them from its lines. */
function factsIn(text: string, arrow: RegExp, note: RegExp, isLost: (sign: string) => boolean): string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, from, sign = '', to, what = ''] = arrow.exec(line) ?? []
      if (from !== undefined) {
        expect(sign.startsWith('--')).toBe(what.startsWith('ACK '))
        const name = /^(?:message )?((?:ACK )?m\d+(?:, attempt \d+)?(?:, copy \d+)?),/.exec(what)?.[1]
        return [`${from} ${to} ${name} ${isLost(sign) ? 'lost' : 'came'}`]
      }
      const [, at, said] = note.exec(line) ?? []
      return at === undefined ? [] : [`${at}: ${said}`]
    })
}

const languages = {
  mermaid: {
    format: mermaid,
    arrow: /^ {2}(sender|receiver)(--?[x)])(sender|receiver): (.+)$/,
    note: /^ {2}Note over (sender|receiver): (.+), [\d.,]+ s$/,
    isLost: (sign: string) => sign.endsWith('x'),
    frame: /^sequenceDiagram\n {2}participant sender as Sender\n {2}participant receiver as Receiver\n/,
  },
  PlantUML: {
    format: plantUml,
    arrow: /^(sender|receiver) (--?>x?) (sender|receiver) : (.+)$/,
    note: /^note (?:left|right) of (sender|receiver) : (.+), [\d.,]+ s$/,
    isLost: (sign: string) => sign.endsWith('x'),
    frame: /^@startuml\n[\s\S]*\n@enduml\n$/,
  },
}

for (const [name, { format, arrow, note, isLost, frame }] of Object.entries(languages)) {
  test(`${name}: every packet is an arrow, every loss a lost arrow, every crash a note, in generated runs`, () => {
    fc.assert(
      fc.property(scenario, (any) => {
        const { trace } = shown(any)
        const text = format.write({ scenario: any, trace, atMs: 0 }, say)
        expect(text).toMatch(frame)
        expect(factsIn(text, arrow, note, isLost)).toEqual(factsOf(trace))
        // Nothing else is in it but its frame.
        expect(text.trim().split('\n').length).toBe(factsOf(trace).length + (name === 'mermaid' ? 3 : 4))
      }),
      { seed: 63, numRuns: 200 },
    )
  })
}

test('the canonical script as Mermaid', () => {
  const faults = [
    { do: 'drop', packet: 'a1.1' },
    { do: 'crash', process: 'receiver', atMs: 5500 },
  ] as const
  expect(mermaid.write(shown({ messages: 2, faults: [...faults] }), say)).toMatchInlineSnapshot(`
    "sequenceDiagram
      participant sender as Sender
      participant receiver as Receiver
      sender-)receiver: message m1, 0.0 to 1.0 s
      Note over receiver: m1 applied, 1.1 s
      receiver--xsender: ACK m1, sent at 1.2 s, lost at 1.7 s
      Note over sender: timeout, 3.0 s
      sender-)receiver: message m1, attempt 2, 3.0 to 4.0 s
      sender-)receiver: message m2, 4.0 to 5.0 s
      Note over receiver: m1 applied again, 4.1 s
      receiver--)sender: ACK m1, attempt 2, 4.2 to 5.2 s
      Note over receiver: m2 applied, 5.1 s
      receiver--)sender: ACK m2, 5.2 to 6.2 s
      Note over receiver: crashed, 5.5 s
      Note over receiver: restarted, 6.5 s
    "
  `)
})

test('signs that mean something to Mermaid or to PlantUML are taken for themselves', () => {
  const odd = (id: string) => (id.startsWith('head') ? 'a;b #c %% d' : 'x; **y** //z// "q" \n ~t <b>')
  const run = shown({ messages: 1 })
  expect(mermaid.write(run, odd)).toContain('as a#59;b #35;c #37;#37; d\n')
  expect(mermaid.write(run, odd)).toContain(': x#59; **y** //z// "q" ~t <b>\n')
  expect(plantUml.write(run, odd)).toContain(': x; *~*y*~* /~/z/~/ "q" ~~t ~<b>\n')
})
