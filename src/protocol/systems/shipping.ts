/** What the two ways of telling others of an order have in common: the orders, a broker with a topic, and who ships. */
import type { ProgramDocument, PropertyDocument, RoleDocument, StoreDocument } from '../document.ts'
import { effectLines, type Inbox } from './inbox.ts'

export const orders: StoreDocument = { kind: 'ledger', place: 'orders db' }

export const shippingStores = {
  topic: { kind: 'list', place: 'broker disk' },
  offset: { kind: 'cursor', place: 'broker disk' },
  inbox: { kind: 'table', place: 'shipping db', by: 'key' },
  shipments: { kind: 'ledger', place: 'shipping db' },
} as const satisfies Record<string, StoreDocument>

/** The broker keeps what is published and confirms it. */
export const broker: RoleDocument = {
  programs: [
    {
      name: 'store',
      starts: { packet: 'publish' },
      lines: [
        { word: 'append', do: [['append', 'topic']] },
        { word: 'confirm', do: [['answer', 'confirm']] },
      ],
    },
  ],
}

/** Ships what the topic has, and moves its offset afterwards. */
export function shippingWorker(inbox: Inbox): RoleDocument {
  const consume: ProgramDocument = {
    name: 'consume',
    starts: { entry: 'topic', cursor: 'offset' },
    lines: [
      { word: 'poll' },
      ...effectLines(inbox, { ledger: 'shipments', known: 'commit offset' }),
      { word: 'commit offset', do: [['advance', 'offset']] },
    ],
  }
  return { programs: [consume] }
}

export const shippingProperties = {
  lost: {
    at: 'end',
    all: [
      { store: 'orders', is: 1 },
      { store: 'shipments', is: 0 },
    ],
  },
  phantom: {
    at: 'end',
    all: [
      { store: 'orders', is: 0 },
      { store: 'shipments', atLeast: 1 },
    ],
  },
  duplicated: { at: 'ever', all: [{ store: 'shipments', atLeast: 2 }] },
} as const satisfies Record<string, PropertyDocument>
