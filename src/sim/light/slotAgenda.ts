/** Orders given within one agenda stay below this, so that an instant and an order make one exact number. */
export const ordersPerMs = 2 ** 26

/** How many of the earliest entries are kept sorted; the rest is a heap. */
const mostNear = 64

/**
 * An agenda without objects: an entry is a number that says when it is due (instant × `ordersPerMs` + order) and the
 * slot where its owner keeps what it is about. In most runs few entries are due soon: the earliest are a short list,
 * sorted with the first one last. Where there are many, as in a retry storm, the later ones are a heap.
 */
export class SlotAgenda {
  private readonly nearKeys = new Float64Array(mostNear)
  private readonly nearSlots = new Int32Array(mostNear)
  private near = 0
  private farKeys = new Float64Array(256)
  private farSlots = new Int32Array(256)
  private far = 0

  /** When the first entry is due; infinity where there is none. */
  firstKey = Number.POSITIVE_INFINITY

  clear(): void {
    this.near = 0
    this.far = 0
    this.firstKey = Number.POSITIVE_INFINITY
  }

  put(key: number, slot: number): void {
    if (this.near === mostNear) this.thin()
    if (this.far > 0 && key > (this.farKeys[0] as number)) {
      this.putFar(key, slot)
      return
    }
    const { nearKeys, nearSlots } = this
    let at = this.near++
    while (at > 0 && (nearKeys[at - 1] as number) < key) {
      nearKeys[at] = nearKeys[at - 1] as number
      nearSlots[at] = nearSlots[at - 1] as number
      at--
    }
    nearKeys[at] = key
    nearSlots[at] = slot
    if (key < this.firstKey) this.firstKey = key
  }

  /** Takes out the first entry and returns its slot. There must be one. */
  take(): number {
    const slot = this.nearSlots[--this.near] as number
    if (this.near === 0 && this.far > 0) this.refill()
    this.firstKey = this.near === 0 ? Number.POSITIVE_INFINITY : (this.nearKeys[this.near - 1] as number)
    return slot
  }

  /** Moves the later half of the sorted list to the heap. */
  private thin(): void {
    const half = mostNear >> 1
    for (let i = 0; i < half; i++) this.putFar(this.nearKeys[i] as number, this.nearSlots[i] as number)
    this.nearKeys.copyWithin(0, half)
    this.nearSlots.copyWithin(0, half)
    this.near = half
  }

  /** Moves the earliest of the heap to the sorted list. */
  private refill(): void {
    const count = Math.min(mostNear >> 1, this.far)
    for (let at = count - 1; at >= 0; at--) {
      this.nearKeys[at] = this.farKeys[0] as number
      this.nearSlots[at] = this.farSlots[0] as number
      this.dropFirstFar()
    }
    this.near = count
  }

  private putFar(key: number, slot: number): void {
    if (this.far === this.farKeys.length) {
      this.farKeys = grown(this.farKeys, new Float64Array(2 * this.far))
      this.farSlots = grown(this.farSlots, new Int32Array(2 * this.far))
    }
    const { farKeys, farSlots } = this
    let at = this.far++
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = farKeys[parent] as number
      if (above <= key) break
      farKeys[at] = above
      farSlots[at] = farSlots[parent] as number
      at = parent
    }
    farKeys[at] = key
    farSlots[at] = slot
  }

  private dropFirstFar(): void {
    const { farKeys, farSlots } = this
    const count = --this.far
    const key = farKeys[count] as number
    const slot = farSlots[count] as number
    let at = 0
    for (;;) {
      let least = 2 * at + 1
      if (least >= count) break
      if (least + 1 < count && (farKeys[least + 1] as number) < (farKeys[least] as number)) least++
      const below = farKeys[least] as number
      if (below >= key) break
      farKeys[at] = below
      farSlots[at] = farSlots[least] as number
      at = least
    }
    farKeys[at] = key
    farSlots[at] = slot
  }
}

/** The larger array, filled with the smaller one. */
export function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from as never)
  return to
}
