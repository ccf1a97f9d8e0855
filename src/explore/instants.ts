/**
 * Instants under constraints of the form "at least so long after": the earliest ones that satisfy all constraints. A
 * constraint that cannot be met is refused with false and leaves the instants as they were.
 */
export class Instants {
  private at: Float64Array
  private readonly constraints: { from: number; to: number; ms: number }[] = []

  /** All instants are 0 at first; the first one stays 0. */
  constructor(count: number) {
    this.at = new Float64Array(count)
  }

  /** `to` comes at least `ms` after `from`. If `ms` is negative, `to` may come before `from`, but no more than that. */
  atLeast(from: number, to: number, ms: number): boolean {
    return this.hold([{ from, to, ms }])
  }

  /** `to` comes at most `ms` after `from`. */
  atMost(from: number, to: number, ms: number): boolean {
    return this.hold([{ from: to, to: from, ms: -ms }])
  }

  exactly(from: number, to: number, ms: number): boolean {
    return this.hold([
      { from, to, ms },
      { from: to, to: from, ms: -ms },
    ])
  }

  ms(instant: number): number {
    return this.at[instant] as number
  }

  private hold(more: { from: number; to: number; ms: number }[]): boolean {
    const before = this.at.slice()
    this.constraints.push(...more)
    if (this.settle()) return true
    this.constraints.length -= more.length
    this.at = before
    return false
  }

  /**
   * Moves instants later until every constraint holds. Where this does not end, the constraints contradict each other.
   */
  private settle(): boolean {
    for (let pass = 0; pass <= this.at.length; pass++) {
      let moved = false
      for (const { from, to, ms } of this.constraints) {
        const least = (this.at[from] as number) + ms
        if (least <= (this.at[to] as number)) continue
        if (to === 0) return false
        this.at[to] = least
        moved = true
      }
      if (!moved) return true
    }
    return false
  }
}
