/**
 * Whether one can go round among states, for ever: the states that were visited and the edges between them are told as
 * they are found, and asked about once all are known. States that no edge leads to are taken away, with the edges that
 * leave them, until there are none such; what is left goes round. It is done in slices, as the search is.
 */
export class Rounds {
  private readonly visited = new Numbers()
  /** Where the edges of each visited state begin. */
  private readonly from = new Numbers()
  private readonly to = new Numbers()
  /** Whether an edge leads back to a state that is no farther away than its own. Nothing goes round without one. */
  private back = false
  private asked: Asked | null = null

  visit(state: number): void {
    this.visited.push(state)
    this.from.push(this.to.length)
  }

  /** An edge from the state that was visited last. `back`: to one that is no more steps away than that. */
  edge(state: number, back: boolean): void {
    this.to.push(state)
    if (back) this.back = true
  }

  /** Goes on with finding out, for so many states and edges; the answer, or null if there is more to do. */
  ask(steps: number): boolean | null {
    if (!this.back) return false
    this.asked ??= new Asked(this.visited, this.from, this.to)
    return this.asked.advance(steps)
  }

  /** Bytes held. */
  get bytes(): number {
    return this.visited.bytes + this.from.bytes + this.to.bytes
  }
}

class Asked {
  private readonly visited: Numbers
  private readonly from: Numbers
  private readonly to: Numbers
  private readonly least: number
  /** Where each state stands among those visited; and how many edges lead there. */
  private readonly at: Int32Array
  private readonly leading: Int32Array
  private readonly free: Numbers = new Numbers()
  private done = 0
  private edges = 0
  private looked = 0
  private taken = 0

  constructor(visited: Numbers, from: Numbers, to: Numbers) {
    this.visited = visited
    this.from = from
    this.to = to
    let least = Number.POSITIVE_INFINITY
    let most = -1
    for (let i = 0; i < visited.length; i++) {
      const state = visited.at(i)
      if (state < least) least = state
      if (state > most) most = state
    }
    this.least = least
    this.at = new Int32Array(Math.max(0, most - least + 1))
    this.leading = new Int32Array(visited.length)
  }

  advance(steps: number): boolean | null {
    const { visited, from, to, at, leading, free, least } = this
    let left = steps
    for (; this.done < visited.length; this.done++) {
      if (left-- <= 0) return null
      at[visited.at(this.done) - least] = this.done
    }
    for (; this.edges < to.length; this.edges++) {
      if (left-- <= 0) return null
      const place = at[to.at(this.edges) - least] as number
      leading[place] = (leading[place] as number) + 1
    }
    for (; this.looked < visited.length; this.looked++) {
      if (left-- <= 0) return null
      if (leading[this.looked] === 0) free.push(this.looked)
    }
    for (; this.taken < free.length; this.taken++) {
      if (left <= 0) return null
      const place = free.at(this.taken)
      const end = place + 1 < from.length ? from.at(place + 1) : to.length
      for (let i = from.at(place); i < end; i++, left--) {
        const next = at[to.at(i) - least] as number
        const rest = (leading[next] as number) - 1
        leading[next] = rest
        if (rest === 0) free.push(next)
      }
      left--
    }
    return free.length < visited.length
  }
}

const chunkBits = 14
const chunkSize = 1 << chunkBits
const chunkMask = chunkSize - 1

/** A list of integers that grows without being copied. */
class Numbers {
  private readonly chunks: Int32Array[] = []
  length = 0

  get bytes(): number {
    return this.chunks.length * chunkSize * 4
  }

  push(number: number): void {
    const at = this.length++
    if ((at & chunkMask) === 0) this.chunks.push(new Int32Array(chunkSize))
    ;(this.chunks[at >>> chunkBits] as Int32Array)[at & chunkMask] = number
  }

  at(i: number): number {
    return (this.chunks[i >>> chunkBits] as Int32Array)[i & chunkMask] as number
  }
}
