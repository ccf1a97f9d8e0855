// Two systems as documents, for every value of their knobs: what bench/outbox.pml and bench/twoPhaseCommit.pml model, in
// the words in which the lab is asked about it.

/** @typedef {{ word: string, do?: unknown[], [rule: string]: unknown }} Line */
/** @typedef {{ id: string, stores: object, processes: object, properties: object }} Document */
/** @typedef {{ mark: 'afterConfirm' | 'afterPublish' | 'beforePublish', brokerDedup: boolean, relayKey: 'event' | 'session', inbox: 'none' | 'effectFirst' | 'keyFirst' | 'atomic' }} OutboxKnobs */
/** @typedef {{ decision: 'durable' | 'memory', inDoubt: 'wait' | 'abortAlone' | 'commitAlone' }} TwoPhaseCommitKnobs */

/** @param {OutboxKnobs} knobs @returns {Document} */
export function outbox({ mark, brokerDedup, relayKey, inbox }) {
  const read = relayKey === 'session' ? line('read row', ['new key']) : line('read row')
  const publish = line('publish', ['send', 'publish', 'broker'])
  const markSent = line('mark sent', ['mark', 'sent'])
  const wait = { word: 'wait for confirm', await: { confirm: 'mark sent' }, onTimeout: 'publish' }
  const relay = {
    afterConfirm: [read, publish, wait, markSent],
    afterPublish: [read, publish, markSent],
    beforePublish: [read, markSent, publish],
  }
  const store = brokerDedup
    ? [
        branch('check key', { in: 'broker keys' }, 'confirm'),
        line('append', ['append', 'topic'], ['put', 'broker keys']),
      ]
    : [line('append', ['append', 'topic'])]
  const check = branch('check inbox', { in: 'inbox' }, 'commit offset')
  const apply = line('apply', ['apply', 'shipments'])
  const noteKey = line('note key', ['put', 'inbox'])
  const ship = {
    none: [apply],
    effectFirst: [check, apply, noteKey],
    keyFirst: [check, noteKey, apply],
    atomic: [check, line('apply and note key', ['apply', 'shipments'], ['put', 'inbox'])],
  }
  return {
    id: 'outbox',
    stores: {
      orders: { kind: 'ledger', place: 'orders db' },
      outbox: { kind: 'list', place: 'orders db' },
      'broker keys': { kind: 'table', place: 'broker disk', by: 'key' },
      topic: { kind: 'list', place: 'broker disk' },
      offset: { kind: 'cursor', place: 'broker disk' },
      inbox: { kind: 'table', place: 'shipping db', by: 'key' },
      shipments: { kind: 'ledger', place: 'shipping db' },
    },
    processes: {
      service: process('place order', { submit: true }, [
        line('commit order and event', ['apply', 'orders'], ['append', 'outbox', 'pending']),
      ]),
      relay: process('relay', { entry: 'outbox', word: 'pending' }, relay[mark]),
      broker: process('store', { packet: 'publish' }, [...store, line('confirm', ['answer', 'confirm'])]),
      worker: process('consume', { entry: 'topic', cursor: 'offset' }, [
        line('poll'),
        ...ship[inbox],
        line('commit offset', ['advance', 'offset']),
      ]),
    },
    properties: {
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
    },
  }
}

/** @param {TwoPhaseCommitKnobs} knobs @returns {Document} */
export function twoPhaseCommit({ decision, inDoubt }) {
  const ledger = (/** @type {string} */ place) => ({ kind: 'ledger', place })
  const table = (/** @type {string} */ place) => ({ kind: 'table', place, by: 'message' })
  const finish = (/** @type {string} */ word) => ({ ...line(word, ['put', 'log', 'finished']), next: 'end' })
  /** Sends until answered: to a, then to b. @param {string} send @param {string} what @param {string} answer @param {string} then */
  const round = (send, what, answer, then) => [
    line(`${send} a`, ['send', `${what} a`, 'a']),
    { word: `wait for ${wanted(send, 'a')}`, await: { [`${answer} a`]: `${send} b` }, onTimeout: `${send} a` },
    line(`${send} b`, ['send', `${what} b`, 'b']),
    { word: `wait for ${wanted(send, 'b')}`, await: { [`${answer} b`]: then }, onTimeout: `${send} b` },
  ]
  const durable = decision === 'durable'
  const commit = [...round('commit', 'commit', 'done', 'finish'), finish('finish')]
  return {
    id: 'two-phase-commit',
    stores: {
      a: ledger('disk of a'),
      b: ledger('disk of b'),
      'state a': table('disk of a'),
      'state b': table('disk of b'),
      log: table('coordinator disk'),
      begun: { kind: 'list', place: 'coordinator disk' },
    },
    processes: {
      coordinator: {
        programs: [
          {
            name: 'transact',
            starts: { submit: true },
            lines: [
              line('begin', ['append', 'begun']),
              ...round('ask', 'prepare', 'vote', durable ? 'decide' : 'commit a'),
              ...(durable ? [line('decide', ['put', 'log', 'commit'])] : []),
              ...commit,
            ],
          },
          {
            name: 'recover',
            starts: { restart: true, entry: 'begun' },
            runs: 'perEntry',
            lines: [
              branch('finished?', { in: 'log', word: 'finished' }, 'end'),
              branch('decided?', { in: 'log', word: 'commit' }, 'commit a'),
              { word: 'presume abort', next: 'abort a' },
              ...commit,
              ...round('abort', 'abort', 'done', 'finish abort'),
              finish('finish abort'),
            ],
          },
        ],
      },
      a: { programs: participant('a', inDoubt) },
      b: { programs: participant('b', inDoubt) },
    },
    properties: {
      mixed: {
        at: 'ever',
        all: [
          { store: 'state a', word: 'committed', is: 1 },
          { store: 'state b', word: 'aborted', is: 1 },
        ],
      },
      'mixed the other way': {
        at: 'ever',
        all: [
          { store: 'state b', word: 'committed', is: 1 },
          { store: 'state a', word: 'aborted', is: 1 },
        ],
      },
      'in doubt for ever': { at: 'end', all: [{ store: 'state a', word: 'prepared', is: 1 }] },
      'half done': { at: 'end', all: [{ differ: ['a', 'b'] }] },
      'applied twice': { at: 'ever', all: [{ store: 'a', atLeast: 2 }] },
    },
  }
}

/** @param {'a' | 'b'} id @param {TwoPhaseCommitKnobs['inDoubt']} inDoubt */
function participant(id, inDoubt) {
  const state = `state ${id}`
  const commit = line('commit', ['apply', id], ['put', state, 'committed'])
  const forget = line('forget', ['put', state, 'aborted'])
  const done = line('done', ['answer', `done ${id}`])
  const vote = line('vote', ['answer', `vote ${id}`])
  const alone =
    inDoubt === 'abortAlone'
      ? { ...forget, word: 'abort alone', next: 'end' }
      : { ...commit, word: 'commit alone', next: 'end' }
  return [
    {
      name: 'prepare',
      starts: { packet: `prepare ${id}` },
      lines: [
        branch('known?', { in: state }, 'vote'),
        line('prepare', ['put', state, 'prepared']),
        ...(inDoubt === 'wait'
          ? [{ ...vote, next: 'end' }]
          : [
              vote,
              {
                word: 'wait for decision',
                await: { [`commit ${id}`]: 'commit', [`abort ${id}`]: 'forget' },
                onTimeout: alone.word,
              },
              { ...commit, next: 'tell' },
              { ...forget, next: 'tell' },
              { ...done, word: 'tell', next: 'end' },
              alone,
            ]),
      ],
    },
    {
      name: 'commit',
      starts: { packet: `commit ${id}` },
      lines: [
        branch('prepared?', { in: state, word: 'prepared' }, 'commit'),
        { ...done, next: 'end' },
        { ...commit, next: 'done' },
      ],
    },
    {
      name: 'abort',
      starts: { packet: `abort ${id}` },
      lines: [branch('committed?', { in: state, word: 'committed' }, 'done'), forget, done],
    },
  ]
}

/** @param {string} send @param {string} id */
const wanted = (send, id) => (send === 'ask' ? `vote of ${id}` : `${id} to ${send}`)

/** If the condition holds, the task goes to another line. @param {string} word @param {object} condition @param {string} then @returns {Line} */
const branch = (word, condition, then) => ({ word, if: condition, then })

/** @param {string} word @param {...unknown[]} operations @returns {Line} */
const line = (word, ...operations) => (operations.length > 0 ? { word, do: operations } : { word })

/** @param {string} name @param {object} starts @param {Line[]} lines */
const process = (name, starts, lines) => ({ programs: [{ name, starts, lines }] })
