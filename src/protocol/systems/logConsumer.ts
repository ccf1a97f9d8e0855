/** A log keeps its entries; the consumer moves an offset over them. What a crash does depends on when the offset moves. */
import type { LineDocument, ProgramDocument } from '../document.ts'
import { effectLines, inboxKnob } from './inbox.ts'
import { when } from './lines.ts'
import { knob, systemKind } from './systemKind.ts'

export const logConsumer = systemKind({
  id: 'log-consumer',
  knobs: {
    commit: knob(
      ['after', 'before', 'withEffect', 'periodic'],
      'after',
      'When the offset is stored: after each effect, before it, in its transaction, or now and then from a position in memory.',
    ),
    inbox: inboxKnob,
  },
  leads: 'commit',
  document({ commit, inbox }) {
    const store: LineDocument = { word: 'commit offset', do: [['advance', 'offset']] }
    const moveOn: LineDocument = { word: 'move on', do: [['advance', 'position']] }
    const effect = { ledger: 'effects' }
    const lines = {
      after: () => [...effectLines(inbox, { ...effect, known: store.word }), store],
      before: () => [store, ...effectLines(inbox, { ...effect, known: 'end' })],
      // The offset says what has had its effect: there is nothing left for an inbox to know.
      withEffect: (): LineDocument[] => [
        {
          word: 'apply and store offset',
          do: [
            ['apply', 'effects'],
            ['advance', 'offset'],
          ],
        },
      ],
      periodic: () => [...effectLines(inbox, { ...effect, known: moveOn.word }), moveOn],
    }
    return {
      id: 'log-consumer',
      stores: {
        topic: { kind: 'list', place: 'broker disk' },
        offset: { kind: 'cursor', place: commit === 'withEffect' ? 'db' : 'broker disk' },
        position: { kind: 'cursor', memoryOf: 'consumer' },
        inbox: { kind: 'table', place: 'db', by: 'key' },
        effects: { kind: 'ledger', place: 'db' },
      },
      processes: {
        producer: {
          programs: [
            {
              name: 'produce',
              starts: { submit: true },
              lines: [{ word: 'append', do: [['append', 'topic']] }],
            },
          ],
        },
        consumer: {
          programs: [
            {
              name: 'consume',
              starts: { entry: 'topic', cursor: commit === 'periodic' ? 'position' : 'offset' },
              lines: [{ word: 'poll' }, ...lines[commit]()],
            },
            ...when<ProgramDocument>(
              commit === 'periodic',
              {
                name: 'commit',
                starts: { differ: ['position', 'offset'], everyMs: 5000 },
                lines: [{ word: 'commit position', do: [['copy', 'position', 'offset']] }],
              },
              {
                name: 'resume',
                starts: { restart: true },
                lines: [{ word: 'seek to offset', do: [['copy', 'offset', 'position']] }],
              },
            ),
          ],
        },
      },
      properties: {
        duplicated: { at: 'ever', all: [{ store: 'effects', atLeast: 2 }] },
        lost: { at: 'end', all: [{ store: 'effects', is: 0 }] },
      },
    }
  },
})
