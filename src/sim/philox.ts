/**
 * Philox2x32-10, a counter-based generator: the same key and counter give the same words, whatever was drawn before.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * https://doi.org/10.1145/2063384.2063405 ; multiplier, Weyl constant and round count are the paper's.
 */
const multiplier = 0xd256d193
const multiplierLow = multiplier & 0xffff
const multiplierHigh = multiplier >>> 16
const weyl = 0x9e3779b9

/**
 * One of the two 32-bit words for a key and a counter of two 32-bit words. Thousands of runs draw millions of them, so
 * nothing is allocated and every product stays within 32 bits: the upper half is put together from four 16-bit ones.
 */
export function philox(key: number, counter0: number, counter1: number, word: 0 | 1 = 0): number {
  let c0 = counter0 | 0
  let c1 = counter1 | 0
  let k = key | 0
  for (let round = 0; round < 10; round++) {
    const low = c0 & 0xffff
    const high = c0 >>> 16
    const one = (Math.imul(multiplierHigh, low) + (Math.imul(multiplierLow, low) >>> 16)) | 0
    const other = (Math.imul(multiplierLow, high) + (one & 0xffff)) | 0
    const upper = (Math.imul(multiplierHigh, high) + (one >>> 16) + (other >>> 16)) | 0
    const lower = Math.imul(multiplier, c0)
    c0 = upper ^ k ^ c1
    c1 = lower
    k = (k + weyl) | 0
  }
  return (word === 0 ? c0 : c1) >>> 0
}
