import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forAll, number } from '../protocol/arbitrary.ts'
import { Layers, type Space } from './layers.ts'

type Edge = readonly [from: number, to: number, faults: number]

function graph(edges: readonly Edge[]): Space {
  return {
    words: 1,
    start: (into) => void into.fill(0),
    expand([at], offer, mayFail) {
      for (const [from, to, faults] of edges) {
        if (from !== at || (faults === 1 && !mayFail)) continue
        offer.next[0] = to
        offer.offer(faults === 1 ? 1 : 0, faults === 0)
      }
    },
    marks: () => 0,
  }
}

function roundOf(edges: readonly Edge[], most: number, slice = 1000): number | null {
  const layers = new Layers(graph(edges), most, 0, undefined, true)
  while (layers.advance(slice));
  return layers.goesRound
}

/** The fewest faults to a state that free edges lead back to, by trying every state. */
function plainly(edges: readonly Edge[], most: number): number | null {
  const reach = (from: Map<number, number>, free: boolean) => {
    for (let improved = true; improved; ) {
      improved = false
      for (const [one, other, price] of edges) {
        const spent = from.get(one)
        if (spent === undefined || (free && price > 0) || spent + price > most) continue
        if ((from.get(other) ?? Number.POSITIVE_INFINITY) <= spent + price) continue
        from.set(other, spent + price)
        improved = true
      }
    }
    return from
  }
  const around = [...reach(new Map([[0, 0]]), false)].filter(([state]) => {
    const next = edges.filter(([from, , price]) => from === state && price === 0).map(([, to]) => [to, 0] as const)
    return reach(new Map(next), true).has(state)
  })
  return around.length === 0 ? null : Math.min(...around.map(([, spent]) => spent))
}

test('a state that leads to itself goes round, and so do two that lead to each other', () => {
  expect(roundOf([[0, 0, 0]], 0)).toBe(0)
  expect(
    roundOf(
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
      0,
    ),
  ).toBe(0)
  expect(
    roundOf(
      [
        [0, 1, 1],
        [1, 2, 0],
        [2, 1, 0],
      ],
      1,
    ),
  ).toBe(1)
})

test('a round that a fault is part of is none, nor are two ways to the same state', () => {
  expect(
    roundOf(
      [
        [0, 1, 0],
        [1, 0, 1],
      ],
      3,
    ),
  ).toBe(null)
  expect(
    roundOf(
      [
        [0, 1, 0],
        [0, 2, 0],
        [1, 3, 0],
        [2, 3, 0],
        [2, 1, 0],
      ],
      0,
    ),
  ).toBe(null)
})

test('the fewest faults to a round in any graph, in slices of any size', () => {
  const node = number(0, 14)
  const any = fc.record({
    edges: fc.array(fc.tuple(node, node, number(0, 1)), { maxLength: 24 }),
    most: number(0, 3),
    slice: number(1, 3),
  })
  forAll(any, 1000, ({ edges, most, slice }) => {
    expect(roundOf(edges, most, slice)).toBe(plainly(edges, most))
  })
})
