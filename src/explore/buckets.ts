/**
 * Durations in buckets: below 2048 ms a bucket for every millisecond, above that 1024 for every doubling, so that a
 * duration is known to 0.1 %. Counts in buckets add up in any order, and their number does not grow.
 */
const fineBits = 10
const exactBelow = 2 << fineBits
/** Durations below 2^27 ms, which is longer than the longest horizon. */
export const buckets = (27 - fineBits + 1) << fineBits

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
