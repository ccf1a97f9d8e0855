/**
 * The law that holds the fast search to the rules, move by move: what it offers from a state is what `movesIn` and `make`
 * lead to from any world in that state, at the same price. Test support: only tests import it.
 */
import { firstWorld, make, movesIn, type SystemBounds } from './rules.ts'
import { SystemSpace } from './systemSpace.ts'

/** What is different about the first of so many worlds that has other moves; null where there is none. */
export function differentMoves(bounds: SystemBounds, most: number): string | null {
  const space = new SystemSpace(bounds, [])
  const words = new Int32Array(space.words)
  const textOf = (world: ReturnType<typeof firstWorld>) => {
    space.pack(world, words)
    return words.join(' ')
  }
  const first = firstWorld(bounds)
  const met = new Set([textOf(first)])
  const queue = [{ world: first, spent: 0 }]
  for (let i = 0; i < queue.length; i++) {
    const { world, spent } = queue[i] as (typeof queue)[number]
    const here = textOf(world)
    const expected = new Set<string>()
    for (const move of movesIn(world, bounds).moves) {
      const next = make(world, move)
      const there = textOf(next)
      if (there !== here || move.own) expected.add(`${there}: ${move.faults} ${move.own}`)
      if (met.has(there) || met.size >= most || spent + move.faults > bounds.faults.max) continue
      met.add(there)
      queue.push({ world: next, spent: spent + move.faults })
    }
    const offered = new Set<string>()
    const into = new Int32Array(space.words)
    space.pack(world, words)
    space.expand(
      words.slice(),
      {
        next: into,
        offer: (faults, own = false) => {
          const there = into.join(' ')
          if (there !== here || own) offered.add(`${there}: ${faults} ${own}`)
        },
        offerPair: () => {},
        here: { state: 0, faults: 0, steps: 0 },
        enough: () => {},
      },
      true,
    )
    const missing = [...expected].filter((each) => !offered.has(each))
    const invented = [...offered].filter((each) => !expected.has(each))
    if (missing.length + invented.length > 0) {
      return `in ${here}, world ${i}: missing ${missing.join('; ')}, invented ${invented.join('; ')}`
    }
  }
  return null
}
