/**
 * Durations in buckets: below 2048 ms a bucket for every millisecond, above that 1024 for every doubling, so that a
 * duration is known to 0.1 %. Counts in buckets add up in any order, and their number does not grow.
 */
const fineBits = 10
const exactBelow = 2 << fineBits

/** The bucket of a duration: a whole number of milliseconds, from 0. */
export function bucketOf(ms: number): number {
  if (ms < exactBelow) return ms
  const shift = 31 - Math.clz32(ms) - fineBits
  return (shift << fineBits) + (ms >> shift)
}

/** The least duration of a bucket. */
export function bucketFrom(bucket: number): number {
  if (bucket < exactBelow) return bucket
  const shift = (bucket >> fineBits) - 1
  return (bucket - (shift << fineBits)) * 2 ** shift
}

/** How many durations fell into each bucket. */
export class Buckets {
  /** As long as the longest duration needed, at least for those up to 8 s. */
  private counts: Float64Array = new Float64Array(4 << fineBits)

  count(ms: number): void {
    this.add(bucketOf(ms), 1)
  }

  addAll(pairs: readonly number[]): void {
    for (let i = 0; i < pairs.length; i += 2) this.add(pairs[i] as number, pairs[i + 1] as number)
  }

  /** The buckets that are not empty, each followed by its count. */
  get pairs(): number[] {
    const { counts } = this
    const pairs: number[] = []
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const count = counts[bucket] as number
      if (count > 0) pairs.push(bucket, count)
    }
    return pairs
  }

  private add(bucket: number, count: number): void {
    if (bucket >= this.counts.length) {
      const longer = new Float64Array(Math.max(bucket + 1, 2 * this.counts.length))
      longer.set(this.counts)
      this.counts = longer
    }
    this.counts[bucket] = (this.counts[bucket] as number) + count
  }
}
