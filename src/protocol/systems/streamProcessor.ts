/** Reads from one log and writes to another. A transaction can hold the result and the offset; an e-mail is in none. */
import type { LineDocument, ProgramDocument } from '../document.ts'
import { when } from './lines.ts'
import { knob, systemKind } from './systemKind.ts'

export const streamProcessor = systemKind({
  id: 'stream-processor',
  knobs: {
    transaction: knob(['none', 'one'], 'one', 'Whether result and offset are written in one transaction.'),
    order: knob(
      ['outputFirst', 'offsetFirst'],
      'outputFirst',
      'Without a transaction: which of the two is written first.',
    ),
    email: knob([true, false], true, 'Whether an e-mail is sent on the way.'),
  },
  leads: 'transaction',
  document({ transaction, order, email }) {
    const lines: Record<'transacted' | 'result' | 'offset', LineDocument[]> = {
      transacted: [
        { word: 'write result', do: [['append', 'open results']] },
        {
          word: 'commit result and offset',
          do: [
            ['flush', 'open results', 'results'],
            ['advance', 'offset'],
          ],
        },
      ],
      result: [{ word: 'write result', do: [['append', 'results']] }],
      offset: [{ word: 'commit offset', do: [['advance', 'offset']] }],
    }
    const apart = order === 'outputFirst' ? [...lines.result, ...lines.offset] : [...lines.offset, ...lines.result]
    return {
      id: 'stream-processor',
      stores: {
        source: { kind: 'list', place: 'broker disk' },
        offset: { kind: 'cursor', place: 'broker disk' },
        'open results': { kind: 'list', place: 'broker disk' },
        results: { kind: 'list', place: 'broker disk' },
        emails: { kind: 'ledger', place: 'mail' },
        'seen by reader': { kind: 'ledger', place: 'reader db' },
        'reader position': { kind: 'cursor', place: 'reader db' },
      },
      processes: {
        producer: {
          programs: [
            {
              name: 'produce',
              starts: { submit: true },
              lines: [{ word: 'append', do: [['append', 'source']] }],
            },
          ],
        },
        processor: {
          programs: [
            {
              name: 'process',
              starts: { entry: 'source', cursor: 'offset' },
              lines: [
                { word: 'poll' },
                ...when<LineDocument>(email, { word: 'send e-mail', do: [['apply', 'emails']] }),
                ...(transaction === 'one' ? lines.transacted : apart),
              ],
            },
            ...when<ProgramDocument>(transaction === 'one', {
              name: 'abort',
              starts: { restart: true },
              lines: [{ word: 'abort open transaction', do: [['clear', 'open results']] }],
            }),
          ],
        },
        reader: {
          programs: [
            {
              name: 'read',
              starts: { entry: 'results', cursor: 'reader position' },
              lines: [
                {
                  word: 'apply and move on',
                  do: [
                    ['apply', 'seen by reader'],
                    ['advance', 'reader position'],
                  ],
                },
              ],
            },
          ],
        },
      },
      properties: {
        'result lost': { at: 'end', all: [{ store: 'results', is: 0 }] },
        'result duplicated': { at: 'ever', all: [{ store: 'results', atLeast: 2 }] },
        'e-mail twice': { at: 'ever', all: [{ store: 'emails', atLeast: 2 }] },
      },
    }
  },
})
