/**
 * Philox2x32-10, a counter-based generator: the same key and counter give the same words, whatever was drawn before.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * https://doi.org/10.1145/2063384.2063405 ; multiplier, Weyl constant and round count are the paper's.
 */
const multiplier = 0xd256d193
const weyl = 0x9e3779b9

/** Two 32-bit words for a key and a counter of two 32-bit words. */
export function philox(key: number, counter0: number, counter1: number): [number, number] {
  let c0 = counter0 >>> 0
  let c1 = counter1 >>> 0
  let k = key >>> 0
  for (let round = 0; round < 10; round++) {
    const high = multiplyHigh(multiplier, c0)
    const low = Math.imul(multiplier, c0) >>> 0
    c0 = (high ^ k ^ c1) >>> 0
    c1 = low
    k = (k + weyl) >>> 0
  }
  return [c0, c1]
}

/** The upper 32 bits of the product of two 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const other = aLow * bHigh + (middle % 65536)
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(other / 65536)) >>> 0
}
