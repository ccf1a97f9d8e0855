/** MQTT's QoS 2: four packets, so that the broker may forget an id once the client will not use it again. */
import type { LineDocument, ProgramDocument } from '../document.ts'
import { asking } from './lines.ts'
import { knob, systemKind } from './systemKind.ts'

export const qos2 = systemKind({
  id: 'qos2',
  knobs: {
    method: knob(
      ['A', 'B'],
      'B',
      'Whether the broker delivers when it is told to release the id, or when the message comes.',
    ),
    session: knob(['durable', 'memory'], 'durable', 'Whether the ids that the broker knows outlast its crash.'),
    phase: knob(
      ['kept', 'forgotten'],
      'kept',
      'Whether a client that hears no PUBCOMP repeats PUBREL, or forgets how far it was and publishes again.',
    ),
  },
  leads: 'session',
  document({ method, session, phase }) {
    const pubrec: LineDocument = { word: 'pubrec', do: [['answer', 'pubrec']] }
    const pubcomp: LineDocument = { word: 'pubcomp', do: [['answer', 'pubcomp']] }
    const lines: Record<typeof method, Record<'publish' | 'pubrel', LineDocument[]>> = {
      A: {
        publish: [{ word: 'store message', do: [['put', 'ids']] }, pubrec],
        pubrel: [
          asking('known id?', { in: 'ids' }, 'deliver and discard id'),
          { ...pubcomp, next: 'end' },
          {
            word: 'deliver and discard id',
            do: [
              ['apply', 'delivered'],
              ['drop', 'ids'],
            ],
            next: pubcomp.word,
          },
        ],
      },
      B: {
        publish: [
          asking('known id?', { in: 'ids' }, pubrec.word),
          {
            word: 'deliver and store id',
            do: [
              ['apply', 'delivered'],
              ['put', 'ids'],
            ],
          },
          pubrec,
        ],
        pubrel: [{ word: 'discard id', do: [['drop', 'ids']] }, pubcomp],
      },
    }
    const on = (packet: 'publish' | 'pubrel'): ProgramDocument => ({
      name: `on ${packet}`,
      starts: { packet },
      lines: lines[method][packet],
    })
    return {
      id: 'qos2',
      stores: {
        ids: {
          kind: 'table',
          by: 'key',
          ...(session === 'durable' ? { place: 'broker disk' } : { memoryOf: 'broker' }),
        },
        delivered: { kind: 'ledger', place: 'broker disk' },
      },
      processes: {
        client: {
          programs: [
            {
              name: 'publish',
              starts: { submit: true },
              lines: [
                { word: 'publish', do: [['send', 'publish', 'broker']] },
                { word: 'wait for pubrec', await: { pubrec: 'pubrel' }, onTimeout: 'publish' },
                { word: 'pubrel', do: [['send', 'pubrel', 'broker']] },
                {
                  word: 'wait for pubcomp',
                  await: { pubcomp: 'end' },
                  onTimeout: phase === 'kept' ? 'pubrel' : 'publish',
                },
              ],
            },
          ],
        },
        broker: { programs: [on('publish'), on('pubrel')] },
      },
      properties: {
        duplicated: { at: 'ever', all: [{ store: 'delivered', atLeast: 2 }] },
        lost: { at: 'end', all: [{ store: 'delivered', is: 0 }] },
      },
    }
  },
})
