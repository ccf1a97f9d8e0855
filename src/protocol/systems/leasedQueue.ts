/**
 * A queue hands each job to a worker under a lease. A worker that does not settle in time loses it, though it may only be
 * slow: then two do one job. The inbox is by message, because the number of a lease is another one each time.
 */
import type { LineDocument, Operation } from '../document.ts'
import { effectLines, inboxKnob } from './inbox.ts'
import { asking, when } from './lines.ts'
import { knob, systemKind, tries } from './systemKind.ts'

/** Longer than a job takes: a hop there, a worker that may still be busy, six lines at most, and a hop back: 2.9 s. */
const leaseMs = 4000

export const leasedQueue = systemKind({
  id: 'leased-queue',
  knobs: {
    workers: knob([1, 2], 2, 'How many workers there are: the next lease of a job may be with another one.'),
    ack: knob(
      ['beforeEffect', 'afterEffect'],
      'afterEffect',
      'Whether a worker settles a job before or after its effect.',
    ),
    inbox: inboxKnob,
    fence: knob(
      ['none', 'effect', 'claim'],
      'none',
      'Whether leases are numbered and the db knows the highest: not at all, since its effect, or since its worker began, and then no effect of an older lease is let in any more.',
    ),
    deliveries: knob(tries, 'unlimited', 'How often a job is handed out before it becomes a dead letter.'),
    poison: knob([false, true], false, 'Whether the first job is one that no worker can handle.'),
  },
  leads: 'fence',
  document({ workers, ack, inbox, fence, deliveries, poison }) {
    const numbered: readonly Operation[] = when(fence !== 'none', ['new key'])
    const limit = deliveries === 'unlimited' ? null : deliveries
    const early = ack === 'beforeEffect'
    // A lease that was given back goes out again under its number: numbers that grow for ever would be states without end.
    const again = numbered.length === 0 ? 'lease again' : 'hand out'
    const settle: LineDocument = { word: 'settle', do: [['answer', 'settled']] }
    // What was settled early cannot be refused any more.
    const work = [
      ...when(early, settle),
      ...when(fence === 'effect', asking('lease outdated?', { stale: 'fence' }, 'end')),
      ...when(fence === 'claim', asking('claim', { stale: 'fence' }, 'end', ['put', 'fence', '@key'])),
      ...when(poison, asking('can be handled?', { message: 1 }, early ? 'end' : 'refuse')),
      ...effectLines(inbox, {
        ledger: 'effects',
        with: when<Operation>(fence === 'effect', ['put', 'fence', '@key']),
        ...(fence === 'claim' ? { fence: 'fence' } : {}),
        known: early ? 'end' : settle.word,
      }),
      ...when(!early, settle),
    ]
    const last = work.pop() as LineDocument
    return {
      id: 'leased-queue',
      stores: {
        jobs: { kind: 'list', place: 'queue disk' },
        effects: { kind: 'ledger', place: 'db' },
        inbox: { kind: 'table', place: 'db', by: 'message' },
        fence: { kind: 'table', place: 'db', by: 'message' },
      },
      processes: {
        producer: {
          programs: [
            {
              name: 'produce',
              starts: { submit: true },
              lines: [
                { word: 'send', do: [['send', 'publish', 'queue']] },
                { word: 'wait for confirm', await: { confirm: 'end' }, onTimeout: 'send' },
              ],
            },
          ],
        },
        queue: {
          programs: [
            {
              name: 'store',
              starts: { packet: 'publish' },
              lines: [
                { word: 'append', do: [['append', 'jobs', 'ready']] },
                { word: 'confirm', do: [['answer', 'confirm']] },
              ],
            },
            {
              name: 'deliver',
              starts: { entry: 'jobs', word: 'ready' },
              runs: 'perEntry',
              lines: [
                { word: 'lease', do: [['mark', 'leased'], ...numbered] },
                { word: 'hand out', do: [['send', 'job', 'worker']] },
                {
                  word: 'wait for settle',
                  await: { settled: 'delete', refused: limit === null ? again : 'tried enough?' },
                  onTimeout: 'lease again',
                  timeoutMs: leaseMs,
                  ...(limit === null ? {} : { attempts: limit, onLast: 'dead letter' }),
                },
                { word: 'delete', do: [['mark', 'done']], next: 'end' },
                ...when(limit !== null, asking('tried enough?', { tried: limit ?? 0 }, 'dead letter')),
                { word: 'lease again', ...(numbered.length === 0 ? {} : { do: numbered }), next: 'hand out' },
                ...when<LineDocument>(limit !== null, { word: 'dead letter', do: [['mark', 'dead']], next: 'end' }),
              ],
            },
            {
              name: 'recover',
              starts: { restart: true, entry: 'jobs', word: 'leased' },
              runs: 'perEntry',
              lines: [{ word: 'release', do: [['mark', 'ready']] }],
            },
          ],
        },
        worker: {
          count: workers,
          programs: [
            {
              name: 'work',
              starts: { packet: 'job' },
              lines: [
                ...work,
                { ...last, next: 'end' },
                ...when<LineDocument>(poison && !early, { word: 'refuse', do: [['answer', 'refused']] }),
              ],
            },
          ],
        },
      },
      properties: {
        duplicated: { at: 'ever', all: [{ store: 'effects', atLeast: 2 }] },
        lost: { at: 'end', all: [{ store: 'effects', is: 0 }] },
        'dead-lettered': { at: 'ever', all: [{ store: 'jobs', word: 'dead', atLeast: 1 }] },
        'dead though done': {
          at: 'ever',
          all: [
            { store: 'jobs', word: 'dead', atLeast: 1 },
            { store: 'effects', atLeast: 1 },
          ],
        },
      },
    }
  },
})
