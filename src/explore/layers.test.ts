import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll, number } from '../protocol/arbitrary.ts'
import { Layers, type Space } from './layers.ts'

type Edge = readonly [from: number, to: number, faults: number]

/** A graph of numbered states; it starts in 0, and state i has mark i. */
function graph(edges: readonly Edge[]): Space {
  return {
    words: 1,
    start(into) {
      into[0] = 0
    },
    expand([at], offer, mayFail) {
      for (const [from, to, faults] of edges) {
        if (from !== at || (faults === 1 && !mayFail)) continue
        offer.next[0] = to
        offer.offer(faults === 1 ? 1 : 0)
      }
    },
    marks: ([at]) => 1 << (at as number),
  }
}

const everyMark = 0x3fff_ffff

/** The least [faults, steps] to each state, by relaxing until nothing improves. */
function least(edges: readonly Edge[], most: number): Map<number, [number, number]> {
  const best = new Map<number, [number, number]>([[0, [0, 0]]])
  for (let improved = true; improved; ) {
    improved = false
    for (const [from, to, cost] of edges) {
      const here = best.get(from)
      if (here === undefined || here[0] + cost > most) continue
      const there: [number, number] = [here[0] + cost, here[1] + 1]
      const known = best.get(to)
      if (known && (known[0] < there[0] || (known[0] === there[0] && known[1] <= there[1]))) continue
      best.set(to, there)
      improved = true
    }
  }
  return best
}

function searched(edges: readonly Edge[], most: number, slice = 1000) {
  const layers = new Layers(graph(edges), most, everyMark)
  while (layers.advance(slice));
  return layers
}

describe('on a graph', () => {
  /** 0 → 1 → 2 → 3 for nothing, 0 ⇒ 3 for a fault, 3 → 4 for nothing, 0 ⇒ 5 for a fault and on to 6 and 7. */
  const edges: Edge[] = [
    [0, 1, 0],
    [1, 2, 0],
    [2, 3, 0],
    [0, 3, 1],
    [3, 4, 0],
    [0, 5, 1],
    [5, 6, 1],
    [2, 6, 1],
    [6, 7, 0],
  ]

  test('fewer faults come before fewer steps', () => {
    expect(searched(edges, 2).found(1 << 3)).toMatchObject({ faults: 0, steps: 3 })
    expect(searched(edges, 2).found(1 << 4)).toMatchObject({ faults: 0, steps: 4 })
  })

  test('among the fewest faults the fewest steps count, wherever the fault is', () => {
    const { words, ...last } = { ...searched(edges, 2).found(1 << 6), words: 1 }
    expect([words, last]).toMatchObject([1, { faults: 1, steps: 3 }])
    expect(searched([...edges, [5, 7, 0]], 2).found(1 << 7)).toMatchObject({ faults: 1, steps: 2 })
  })

  test('the path to a state leads along edges', () => {
    const layers = searched(edges, 2)
    const path = layers.pathTo(layers.found(1 << 7)?.state ?? -1)
    expect(path.map(({ words, faults }) => [words[0], faults])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [6, 1],
      [7, 1],
    ])
  })

  test('each state is visited once, and only within the bound', () => {
    expect(searched(edges, 0).progress).toMatchObject({ states: 5, transitions: 4 })
    expect(searched(edges, 1).progress).toMatchObject({ states: 8 })
    expect(searched(edges, 0).found(1 << 6)).toBe(null)
  })

  test('a search that was wanted for nothing else ends when it has found it', () => {
    const layers = new Layers(graph(edges), 2, 1 << 1)
    expect(layers.advance(1000)).toBe(false)
    expect([layers.end, layers.progress.states]).toEqual(['found', 1])
  })

  test('a search that meets too many states has not finished', () => {
    const layers = new Layers(graph(edges), 2, everyMark, 4)
    expect(layers.advance(1000)).toBe(false)
    expect(layers.end).toBe('limit')
  })
})

test('any graph, searched in slices of any size, has the least costs, and the states within them', () => {
  const node = number(0, 29)
  const any = fc.record({
    edges: fc.array(fc.tuple(node, node, number(0, 1)), { maxLength: 80 }),
    most: number(0, 4),
    slice: number(1, 7),
  })
  forAll(any, 500, ({ edges, most, slice }) => {
    const layers = searched(edges, most, slice)
    const best = least(edges, most)
    expect(layers.progress.states).toBe(best.size)
    for (let state = 0; state < 30; state++) {
      const found = layers.found(1 << state)
      expect(found && [found.faults, found.steps]).toEqual(best.get(state) ?? null)
    }
  })
})

test('a hundred thousand states on a grid are all found', () => {
  const side = 320
  const grid: Space = {
    words: 2,
    start: (into) => void into.fill(0),
    expand([x = 0, y = 0], offer) {
      for (const [a, b] of [
        [x + 1, y],
        [x, y + 1],
      ] as const) {
        if (a >= side || b >= side) continue
        offer.next[0] = a
        offer.next[1] = b
        offer.offer(0)
      }
    },
    marks: ([x, y]) => (x === side - 1 && y === side - 1 ? 1 : 0) | 2,
  }
  const layers = new Layers(grid, 0, 5)
  while (layers.advance(5000));
  expect(layers.end).toBe('everything')
  expect(layers.progress).toMatchObject({ states: side * side, transitions: 2 * side * (side - 1) })
  expect(layers.found(1)).toMatchObject({ faults: 0, steps: 2 * (side - 1) })
})
