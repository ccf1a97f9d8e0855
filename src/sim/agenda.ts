interface Item<T> {
  readonly atMs: number
  readonly order: number
  readonly due: T
}

/** What is due, earliest first; what is due at the same instant comes in the order it was put in. */
export class Agenda<T> {
  private heap: Item<T>[] = []
  private puts = 0

  /** Puts something in and returns its number, by which a later change of mind can be told. */
  put(atMs: number, due: T): number {
    const order = this.reserve()
    this.restore({ atMs, order, due })
    return order
  }

  /** The number of something whose instant is not known yet. */
  reserve(): number {
    return this.puts++
  }

  /** Puts something in under a number of its own: one that was reserved, or that it had before it was taken out. */
  restore(item: Item<T>): void {
    const { heap } = this
    let at = heap.length
    heap.push(item)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.before(at, parent)) break
      this.swap(at, parent)
      at = parent
    }
  }

  /** A second agenda with the same entries. */
  fork(): Agenda<T> {
    const fork = new Agenda<T>()
    fork.heap = [...this.heap]
    fork.puts = this.puts
    return fork
  }

  /** All that is in it, in no order. */
  get items(): readonly Item<T>[] {
    return this.heap
  }

  /** Takes out the entry with this number, if it is there. */
  remove(order: number): void {
    const items = this.heap.filter((item) => item.order !== order)
    this.heap = []
    for (const item of items) this.restore(item)
  }

  /** Takes out what is due next. */
  take(): Item<T> | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= heap.length) break
      const right = left + 1
      const least = right < heap.length && this.before(right, left) ? right : left
      if (!this.before(least, at)) break
      this.swap(at, least)
      at = least
    }
    return first
  }

  private before(a: number, b: number): boolean {
    const [x, y] = [this.heap[a], this.heap[b]]
    if (x === undefined || y === undefined) return false
    return x.atMs < y.atMs || (x.atMs === y.atMs && x.order < y.order)
  }

  private swap(a: number, b: number): void {
    const { heap } = this
    const held = heap[a]
    heap[a] = heap[b] as (typeof heap)[number]
    heap[b] = held as (typeof heap)[number]
  }
}
