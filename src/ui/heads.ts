import { type PlacedPacket, pillHeight } from '../picture/layout.ts'

/** Packets in flight all have their labels at the now-line; `lift` is how far one is raised above it. */
export type Heads = { placed: PlacedPacket; x: number; lift: number }[]

const air = 6

/** Raises labels that would lie on each other, one row at a time, from the left. */
export function spreadHeads(heads: Heads): void {
  const byX = [...heads].sort((a, b) => a.x - b.x || (a.placed.mark.packet < b.placed.mark.packet ? -1 : 1))
  const rowEnds: number[] = []
  for (const head of byX) {
    const half = head.placed.labelWidth / 2
    let row = 0
    while ((rowEnds[row] ?? Number.NEGATIVE_INFINITY) > head.x - half) row++
    rowEnds[row] = head.x + half + air
    head.lift = row * (pillHeight + air)
  }
}
