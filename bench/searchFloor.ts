/**
 * The same search by hand: what it could cost at least. It can do one policy (wait for the ACK, resume, one key per
 * message, durable atomic dedup, ACK after the effect) on a slow network that reorders, with losses and receiver
 * crashes, for up to four messages. A column is fifteen bits that it computes with, the columns are sorted, layers go
 * by faults; no machine, no table, no kernel for other spaces. It keeps parents, for without a path there is no
 * counterexample, and visits exactly the states of the search that it is compared with.
 */
export function searchFloor(messages: number, attempts: number, mostFaults: number) {
  // How many states there will be is not known before: everything doubles when it is full.
  let capacity = 1 << 16
  let table = new Int32Array(capacity * 2)
  let mask = table.length - 1
  let low = new Int32Array(capacity)
  let high = new Int32Array(capacity)
  let parent = new Int32Array(capacity)
  let layerOf = new Int8Array(capacity)
  let count = 0
  let visited = 0
  let transitions = 0
  let gaveUpThoughDone = -1
  let layer = 0
  let at = -1
  let queue = new Int32Array(capacity)
  let next = new Int32Array(capacity)
  let tail = 0
  let nextTail = 0

  const columns = [0, 0, 0, 0]
  let [c0, c1, c2, c3] = [0, 0, 0, 0]

  function hashOf(lowWord: number, highWord: number): number {
    let hash = Math.imul(lowWord, 0x9e37_79b1) ^ Math.imul(highWord, 0x85eb_ca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35)
    return hash ^ (hash >>> 13)
  }

  function grow(): void {
    capacity *= 2
    const twice = (array: Int32Array) => {
      const larger = new Int32Array(capacity)
      larger.set(array)
      return larger
    }
    low = twice(low)
    high = twice(high)
    parent = twice(parent)
    queue = twice(queue)
    next = twice(next)
    const layers = new Int8Array(capacity)
    layers.set(layerOf)
    layerOf = layers
    table = new Int32Array(capacity * 2)
    mask = table.length - 1
    for (let state = 0; state < count; state++) {
      let slot = hashOf(low[state] as number, high[state] as number) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = state + 1
    }
  }

  function offer(a: number, b: number, c: number, d: number, fault: boolean): void {
    // A network of comparators sorts four columns.
    let t = 0
    if (a > b) {
      t = a
      a = b
      b = t
    }
    if (c > d) {
      t = c
      c = d
      d = t
    }
    if (a > c) {
      t = a
      a = c
      c = t
    }
    if (b > d) {
      t = b
      b = d
      d = t
    }
    if (b > c) {
      t = b
      b = c
      c = t
    }
    transitions++
    const lowWord = a | (b << 16)
    const highWord = c | (d << 16)
    let slot = hashOf(lowWord, highWord) & mask
    for (;;) {
      const entry = table[slot] as number
      if (entry === 0) break
      if (low[entry - 1] === lowWord && high[entry - 1] === highWord) {
        if (!fault && (layerOf[entry - 1] as number) > layer) {
          layerOf[entry - 1] = layer
          parent[entry - 1] = at
          queue[tail++] = entry - 1
        }
        return
      }
      slot = (slot + 1) & mask
    }
    const state = count++
    table[slot] = state + 1
    low[state] = lowWord
    high[state] = highWord
    parent[state] = at
    if (fault) {
      layerOf[state] = layer + 1
      next[nextTail++] = state
    } else {
      layerOf[state] = layer
      queue[tail++] = state
      if (gaveUpThoughDone < 0 && [a, b, c, d].some((x) => (x & stateBits) === gaveUp && x & seenBit)) {
        gaveUpThoughDone = layer
      }
    }
    if (count === capacity) grow()
  }

  function put(i: number, column: number, fault: boolean): void {
    if (i === 0) offer(column, c1, c2, c3, fault)
    else if (i === 1) offer(c0, column, c2, c3, fault)
    else if (i === 2) offer(c0, c1, column, c3, fault)
    else offer(c0, c1, c2, column, fault)
  }

  function expand(state: number): void {
    visited++
    at = state
    c0 = (low[state] as number) & 0xffff
    c1 = (low[state] as number) >>> 16
    c2 = (high[state] as number) & 0xffff
    c3 = (high[state] as number) >>> 16
    columns[0] = c0
    columns[1] = c1
    columns[2] = c2
    columns[3] = c3
    const handling = (c0 | c1 | c2 | c3) & lineBits
    const mayFail = layer < mostFaults
    for (let i = 0; i < 4; i++) {
      const c = columns[i] as number
      if (c === none || (i > 0 && c === columns[i - 1])) continue
      const state = c & stateBits
      if (state === 0) {
        put(i, waiting | oneAttempt | onePacket, false)
        continue
      }
      if (c & packetBits) {
        if (handling === 0) put(i, (c - onePacket) | check, false)
        if (mayFail) put(i, c - onePacket, true)
      }
      if (c & ackBits) {
        const left = c - oneAck
        put(i, state === waiting ? (left & ~stateBits & ~attemptBits) | acked : left, false)
        if (mayFail) put(i, left, true)
      }
      if (state === waiting) {
        if ((c & attemptBits) < attempts * oneAttempt) put(i, c + oneAttempt + onePacket, false)
        else put(i, (c & ~stateBits & ~attemptBits) | gaveUp, false)
      }
      const line = c & lineBits
      if (line === 0) continue
      if (line === check) put(i, (c & ~lineBits) | (c & seenBit ? ack | again : commit), false)
      else if (line === commit) put(i, (c & ~lineBits) | ack | seenBit, false)
      else put(i, (c & ~lineBits & ~again) + oneAck, false)
      if (mayFail) put(i, c & ~lineBits & ~again, true)
    }
  }

  // Columns that are not there sort last and do nothing.
  const first = Array.from({ length: 4 }, (_, i) => (i < messages ? 0 : none))
  offer(first[0] as number, first[1] as number, first[2] as number, first[3] as number, false)
  transitions = 0
  for (;;) {
    for (let head = 0; head < tail; head++) expand(queue[head] as number)
    if (nextTail === 0) break
    layer++
    tail = 0
    for (let i = 0; i < nextTail; i++) if (layerOf[next[i] as number] === layer) queue[tail++] = next[i] as number
    nextTail = 0
  }
  return { states: visited, transitions, gaveUpThoughDone }
}

const stateBits = 3
const waiting = 1
const acked = 2
const gaveUp = 3
const oneAttempt = 1 << 2
const attemptBits = 7 << 2
const onePacket = 1 << 5
const packetBits = 7 << 5
const oneAck = 1 << 8
const ackBits = 7 << 8
const lineBits = 3 << 11
const check = 1 << 11
const commit = 2 << 11
const ack = 3 << 11
const seenBit = 1 << 13
const again = 1 << 14
/** A column that sorts behind all others; its bits of the handler's line are 0. */
const none = 1 << 15
