/**
 * A client asks an API to charge, the API asks a provider. A record of the request keeps the API from charging twice only
 * as far as the API knows what the provider did; a key that is passed on lets the provider know.
 */
import type { LineDocument, Operation } from '../document.ts'
import { asking, when } from './lines.ts'
import { knob, systemKind, tries } from './systemKind.ts'

/** Longer than a request takes, 4.9 s, and than one whose charge the API has to ask for twice: 8 s. */
const patienceMs = 10_000

export const payment = systemKind({
  id: 'payment',
  knobs: {
    record: knob(
      ['none', 'done', 'startedAndDone'],
      'startedAndDone',
      'What the API writes down of a request: nothing, that it is done, or also that it has started.',
    ),
    onStarted: knob(
      ['runAgain', 'refuse'],
      'runAgain',
      'What the API does with a request that has started and is not done: charge once more, or leave it alone.',
    ),
    providerKey: knob(
      ['none', 'passedOn', 'fresh'],
      'none',
      "Which key the provider knows a charge by: none, the client's own, or one that is made for each attempt.",
    ),
    attempts: knob(tries, 2, 'How often the client asks before it gives up.'),
  },
  leads: 'providerKey',
  document({ record, onStarted, providerKey, attempts }) {
    const recorded = record !== 'none'
    const keyed = providerKey !== 'none'
    return {
      id: 'payment',
      stores: {
        records: { kind: 'table', place: 'api db', by: 'message' },
        charges: { kind: 'ledger', place: 'provider db' },
        'provider keys': { kind: 'table', place: 'provider db', by: 'key' },
        told: { kind: 'ledger', place: 'client' },
      },
      processes: {
        client: {
          programs: [
            {
              name: 'pay',
              starts: { submit: true },
              lines: [
                { word: 'request', do: [['send', 'request', 'api']] },
                {
                  word: 'wait for response',
                  await: { response: 'told' },
                  onTimeout: 'request',
                  timeoutMs: patienceMs,
                  ...(attempts === 'unlimited' ? {} : { attempts, onLast: 'end' }),
                },
                { word: 'told', do: [['apply', 'told']] },
              ],
            },
          ],
        },
        api: {
          programs: [
            {
              name: 'handle',
              starts: { packet: 'request' },
              lines: [
                ...when(recorded, asking('done?', { in: 'records', word: 'done' }, 'respond')),
                ...when<LineDocument>(
                  record === 'startedAndDone',
                  asking('started?', { in: 'records', word: 'started' }, onStarted === 'refuse' ? 'end' : 'charge'),
                  { word: 'record started', do: [['put', 'records', 'started']] },
                ),
                {
                  word: 'charge',
                  do: [...when<Operation>(providerKey === 'fresh', ['new key']), ['send', 'charge', 'provider']],
                },
                {
                  word: 'wait for provider',
                  await: { charged: recorded ? 'record done' : 'respond' },
                  onTimeout: 'charge',
                },
                ...when<LineDocument>(recorded, { word: 'record done', do: [['put', 'records', 'done']] }),
                { word: 'respond', do: [['answer', 'response']], next: 'end' },
              ],
            },
          ],
        },
        provider: {
          programs: [
            {
              name: 'charge',
              starts: { packet: 'charge' },
              lines: [
                ...when(keyed, asking('check key', { in: 'provider keys' }, 'answer')),
                keyed
                  ? {
                      word: 'apply charge and note key',
                      do: [
                        ['apply', 'charges'],
                        ['put', 'provider keys'],
                      ],
                    }
                  : { word: 'apply charge', do: [['apply', 'charges']] },
                { word: 'answer', do: [['answer', 'charged']] },
              ],
            },
          ],
        },
      },
      properties: {
        'charged twice': { at: 'ever', all: [{ store: 'charges', atLeast: 2 }] },
        'charged and not told': {
          at: 'end',
          all: [
            { store: 'charges', atLeast: 1 },
            { store: 'told', is: 0 },
          ],
        },
        'told and not charged': {
          at: 'ever',
          all: [
            { store: 'told', atLeast: 1 },
            { store: 'charges', is: 0 },
          ],
        },
      },
    }
  },
})
