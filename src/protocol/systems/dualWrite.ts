/** A service saves an order and tells a broker of it: two writes, and no transaction holds both. */
import type { LineDocument } from '../document.ts'
import { inboxKnob } from './inbox.ts'
import { when } from './lines.ts'
import { broker, orders, shippingProperties, shippingStores, shippingWorker } from './shipping.ts'
import { knob, systemKind } from './systemKind.ts'

export const dualWrite = systemKind({
  id: 'dual-write',
  knobs: {
    order: knob(['dbFirst', 'publishFirst'], 'dbFirst', 'Which of its two writes the service makes first.'),
    retry: knob([true, false], true, 'Whether the service waits for a confirm and publishes again without one.'),
    inbox: inboxKnob,
  },
  leads: 'order',
  document({ order, retry, inbox }) {
    const save: LineDocument = { word: 'save order', do: [['apply', 'orders']] }
    const saveLast = order === 'publishFirst'
    return {
      id: 'dual-write',
      stores: { orders, ...shippingStores },
      processes: {
        service: {
          programs: [
            {
              name: 'place order',
              starts: { submit: true },
              lines: [
                ...when(!saveLast, save),
                { word: 'publish', do: [['send', 'publish', 'broker']] },
                ...when<LineDocument>(retry, {
                  word: 'wait for confirm',
                  await: { confirm: saveLast ? save.word : 'end' },
                  onTimeout: 'publish',
                }),
                ...when(saveLast, save),
              ],
            },
          ],
        },
        broker,
        worker: shippingWorker(inbox),
      },
      properties: shippingProperties,
    }
  },
})
