/** A message travels over two or three hops; every relay stores it in a queue and sends it on until the next has ACKed. */
import type { LineDocument, Operation, ProgramDocument, RoleDocument, StoreDocument } from '../document.ts'
import { asking, when } from './lines.ts'
import { knob, systemKind } from './systemKind.ts'

export const pipeline = systemKind({
  id: 'pipeline',
  knobs: {
    hops: knob([2, 3], 2, 'How many hops there are from the source to the sink.'),
    dedup: knob(
      ['none', 'everyHop', 'lastHop'],
      'none',
      'Who remembers keys: nobody, everyone who stores, or the sink alone.',
    ),
    key: knob(['kept', 'newPerHop'], 'kept', 'Whether a relay sends a message on under its key or under a new one.'),
    ack: knob(
      ['beforeStore', 'afterStore'],
      'afterStore',
      'Whether a hop is ACKed before or after the message is stored.',
    ),
  },
  leads: 'dedup',
  document({ hops, dedup, key, ack }) {
    const relays = Array.from({ length: hops - 1 }, (_, i) => i + 1)
    const knows = (hop: number) => dedup === 'everyHop' || (dedup === 'lastHop' && hop === hops)
    const roleAt = (hop: number) => (hop === hops ? 'sink' : `relay ${hop}`)
    const keys = (hop: number): Record<string, StoreDocument> =>
      knows(hop) ? { [`keys ${hop}`]: { kind: 'table', place: `disk of ${roleAt(hop)}`, by: 'key' } } : {}
    /** What comes over a hop is stored and ACKed. */
    const receive = (hop: number, store: Operation): ProgramDocument => {
      const acks = (word: string): LineDocument => ({ word, do: [['answer', `ack ${hop}`]] })
      const stores: LineDocument = {
        word: 'store',
        do: [store, ...when<Operation>(knows(hop), ['put', `keys ${hop}`])],
      }
      const [first, second] = ack === 'beforeStore' ? [acks('ack'), stores] : [stores, acks('ack')]
      return {
        name: `hop ${hop}`,
        starts: { packet: `hop ${hop}` },
        lines: [
          ...when(knows(hop), asking('check key', { in: `keys ${hop}` }, 'ack again')),
          first,
          { ...second, next: 'end' },
          ...when<LineDocument>(knows(hop), { ...acks('ack again'), next: 'end' }),
        ],
      }
    }
    const relay = (hop: number): RoleDocument => ({
      programs: [
        receive(hop, ['append', `queue ${hop}`, 'waiting']),
        {
          name: 'forward',
          starts: { entry: `queue ${hop}`, word: 'waiting' },
          runs: 'perEntry',
          lines: [
            { word: 'take', ...(key === 'newPerHop' ? { do: [['new key']] } : {}) },
            { word: 'forward', do: [['send', `hop ${hop + 1}`, roleAt(hop + 1)]] },
            { word: 'wait for ACK', await: { [`ack ${hop + 1}`]: 'mark done' }, onTimeout: 'forward' },
            { word: 'mark done', do: [['mark', 'done']] },
          ],
        },
      ],
    })
    return {
      id: 'pipeline',
      stores: {
        effects: { kind: 'ledger', place: 'disk of sink' },
        ...Object.assign(
          {},
          ...relays.map(
            (hop): Record<string, StoreDocument> => ({
              [`queue ${hop}`]: { kind: 'list', place: `disk of relay ${hop}` },
              ...keys(hop),
            }),
          ),
        ),
        ...keys(hops),
      },
      processes: {
        source: {
          programs: [
            {
              name: 'send',
              starts: { submit: true },
              lines: [
                { word: 'send', do: [['send', 'hop 1', 'relay 1']] },
                { word: 'wait for ACK', await: { 'ack 1': 'end' }, onTimeout: 'send' },
              ],
            },
          ],
        },
        ...Object.fromEntries(relays.map((hop) => [`relay ${hop}`, relay(hop)])),
        sink: { programs: [receive(hops, ['apply', 'effects'])] },
      },
      properties: {
        duplicated: { at: 'ever', all: [{ store: 'effects', atLeast: 2 }] },
        lost: { at: 'end', all: [{ store: 'effects', is: 0 }] },
      },
    }
  },
})
