/**
 * A service saves an order and the event about it in one transaction; a relay publishes the rows of the outbox and marks
 * them. Nothing is lost between the two any more; what remains is what a relay does that does not know whether it has.
 */
import type { LineDocument } from '../document.ts'
import { inboxKnob } from './inbox.ts'
import { asking, when } from './lines.ts'
import { broker, orders, shippingProperties, shippingStores, shippingWorker } from './shipping.ts'
import { knob, systemKind } from './systemKind.ts'

export const outbox = systemKind({
  id: 'outbox',
  knobs: {
    mark: knob(
      ['afterConfirm', 'afterPublish', 'beforePublish'],
      'afterConfirm',
      'When the relay marks a row as sent: once the broker has confirmed it, after publishing it, or before.',
    ),
    brokerDedup: knob([false, true], false, 'Whether the broker stores no second entry with a key that it knows.'),
    relayKey: knob(
      ['event', 'session'],
      'event',
      "Which key an event travels under: its own, or a number of the relay's session, another one each time a row is read.",
    ),
    inbox: inboxKnob,
  },
  leads: 'inbox',
  document({ mark, brokerDedup, relayKey, inbox }) {
    const markSent: LineDocument = { word: 'mark sent', do: [['mark', 'sent']] }
    return {
      id: 'outbox',
      stores: {
        orders,
        outbox: { kind: 'list', place: 'orders db' },
        'broker keys': { kind: 'table', place: 'broker disk', by: 'key' },
        ...shippingStores,
      },
      processes: {
        service: {
          programs: [
            {
              name: 'place order',
              starts: { submit: true },
              lines: [
                {
                  word: 'commit order and event',
                  do: [
                    ['apply', 'orders'],
                    ['append', 'outbox', 'pending'],
                  ],
                },
              ],
            },
          ],
        },
        relay: {
          programs: [
            {
              name: 'relay',
              starts: { entry: 'outbox', word: 'pending' },
              lines: [
                { word: 'read row', ...(relayKey === 'session' ? { do: [['new key']] } : {}) },
                ...when(mark === 'beforePublish', markSent),
                { word: 'publish', do: [['send', 'publish', 'broker']] },
                ...when<LineDocument>(mark === 'afterConfirm', {
                  word: 'wait for confirm',
                  await: { confirm: markSent.word },
                  onTimeout: 'publish',
                }),
                ...when(mark !== 'beforePublish', markSent),
              ],
            },
          ],
        },
        broker: brokerDedup
          ? {
              programs: [
                {
                  name: 'store',
                  starts: { packet: 'publish' },
                  lines: [
                    asking('check key', { in: 'broker keys' }, 'confirm'),
                    {
                      word: 'append',
                      do: [
                        ['append', 'topic'],
                        ['put', 'broker keys'],
                      ],
                    },
                    { word: 'confirm', do: [['answer', 'confirm']] },
                  ],
                },
              ],
            }
          : broker,
        worker: shippingWorker(inbox),
      },
      properties: shippingProperties,
    }
  },
})
