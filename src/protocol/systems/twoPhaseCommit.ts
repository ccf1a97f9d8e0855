/**
 * A coordinator asks two participants to prepare, decides, and tells them. One that has prepared may not decide alone: it
 * waits, and if the coordinator stops, it waits for ever.
 */
import type { LineDocument, ProgramDocument, PropertyDocument, RoleDocument } from '../document.ts'
import { asking, when } from './lines.ts'
import { knob, systemKind } from './systemKind.ts'

/** Longer than the coordinator takes to ask b, decide and tell a: 4.6 s, or 7.7 s if one packet of it was lost. */
const doubtMs = 9000

export const twoPhaseCommit = systemKind({
  id: 'two-phase-commit',
  knobs: {
    decision: knob(
      ['durable', 'memory'],
      'durable',
      'Whether the coordinator writes its decision to disk before it tells anyone.',
    ),
    inDoubt: knob(
      ['wait', 'abortAlone', 'commitAlone'],
      'wait',
      'What a participant does that has voted and hears no decision.',
    ),
  },
  leads: 'inDoubt',
  // A participant that does not wait for ever is busy with one transaction from its vote to the decision.
  sendEveryMs: 8000,
  document({ decision, inDoubt }) {
    const decided = decision === 'durable'
    return {
      id: 'two-phase-commit',
      stores: {
        a: { kind: 'ledger', place: 'disk of a' },
        b: { kind: 'ledger', place: 'disk of b' },
        'state a': { kind: 'table', place: 'disk of a', by: 'message' },
        'state b': { kind: 'table', place: 'disk of b', by: 'message' },
        log: { kind: 'table', place: 'coordinator disk', by: 'message' },
        begun: { kind: 'list', place: 'coordinator disk' },
      },
      processes: {
        coordinator: {
          programs: [
            {
              name: 'transact',
              starts: { submit: true },
              lines: [
                { word: 'begin', do: [['append', 'begun']] },
                ...asked('ask a', 'prepare a', 'a', 'wait for vote of a', 'vote a', 'ask b'),
                ...asked('ask b', 'prepare b', 'b', 'wait for vote of b', 'vote b', decided ? 'decide' : 'commit a'),
                ...when<LineDocument>(decided, { word: 'decide', do: [['put', 'log', 'commit']] }),
                ...told('commit', 'finish'),
              ],
            },
            {
              name: 'recover',
              starts: { restart: true, entry: 'begun' },
              runs: 'perEntry',
              lines: [
                asking('finished?', { in: 'log', word: 'finished' }, 'end'),
                asking('decided?', { in: 'log', word: 'commit' }, 'commit a'),
                { word: 'presume abort', next: 'abort a' },
                ...told('commit', 'finish'),
                ...told('abort', 'finish abort'),
              ],
            },
          ],
        },
        a: participant('a', inDoubt),
        b: participant('b', inDoubt),
      },
      properties: {
        mixed: mixed('a', 'b'),
        'mixed the other way': mixed('b', 'a'),
        'in doubt for ever': { at: 'end', all: [{ store: 'state a', word: 'prepared', is: 1 }] },
        'half done': { at: 'end', all: [{ differ: ['a', 'b'] }] },
        'applied twice': { at: 'ever', all: [{ store: 'a', atLeast: 2 }] },
      },
    }
  },
})

/** The coordinator asks a participant for something until it has the answer. */
function asked(word: string, kind: string, who: string, wait: string, answer: string, then: string): LineDocument[] {
  return [
    { word, do: [['send', kind, who]] },
    { word: wait, await: { [answer]: then }, onTimeout: word },
  ]
}

/** The coordinator tells both, and notes that it is done with the transaction. */
const told = (decision: 'commit' | 'abort', last: string): LineDocument[] => [
  ...asked(`${decision} a`, `${decision} a`, 'a', `wait for a to ${decision}`, 'done a', `${decision} b`),
  ...asked(`${decision} b`, `${decision} b`, 'b', `wait for b to ${decision}`, 'done b', last),
  { word: last, do: [['put', 'log', 'finished']], next: 'end' },
]

function participant(name: 'a' | 'b', inDoubt: 'wait' | 'abortAlone' | 'commitAlone'): RoleDocument {
  const state = `state ${name}`
  const tell = (word: string): LineDocument => ({ word, do: [['answer', `done ${name}`]], next: 'end' })
  const commits = (word: string, next: string): LineDocument => ({
    word,
    do: [
      ['apply', name],
      ['put', state, 'committed'],
    ],
    next,
  })
  const aborts = (word: string, next: string): LineDocument => ({ word, do: [['put', state, 'aborted']], next })
  const alone = inDoubt === 'abortAlone' ? aborts('abort alone', 'end') : commits('commit alone', 'end')
  const vote: LineDocument = { word: 'vote', do: [['answer', `vote ${name}`]] }
  const prepare: ProgramDocument = {
    name: 'prepare',
    starts: { packet: `prepare ${name}` },
    lines: [
      asking('known?', { in: state }, 'vote'),
      { word: 'prepare', do: [['put', state, 'prepared']] },
      ...(inDoubt === 'wait'
        ? [{ ...vote, next: 'end' }]
        : [
            vote,
            {
              word: 'wait for decision',
              await: { [`commit ${name}`]: 'commit', [`abort ${name}`]: 'forget' },
              onTimeout: alone.word,
              timeoutMs: doubtMs,
            },
            commits('commit', 'tell'),
            aborts('forget', 'tell'),
            tell('tell'),
            alone,
          ]),
    ],
  }
  return {
    programs: [
      prepare,
      {
        name: 'commit',
        starts: { packet: `commit ${name}` },
        lines: [
          asking('prepared?', { in: state, word: 'prepared' }, 'commit'),
          tell('done'),
          commits('commit', 'done'),
        ],
      },
      {
        name: 'abort',
        starts: { packet: `abort ${name}` },
        lines: [
          asking('committed?', { in: state, word: 'committed' }, 'done'),
          { word: 'forget', do: [['put', state, 'aborted']] },
          { word: 'done', do: [['answer', `done ${name}`]] },
        ],
      },
    ],
  }
}

const mixed = (committed: string, aborted: string): PropertyDocument => ({
  at: 'ever',
  all: [
    { store: `state ${committed}`, word: 'committed', is: 1 },
    { store: `state ${aborted}`, word: 'aborted', is: 1 },
  ],
})
