import { type KeyboardEvent, useState } from 'react'
import { shownOf } from '../app/lab.ts'
import { walk } from '../picture/walk.ts'
import { meaning } from './access/walks.ts'
import { useLab, useLabState } from './context.tsx'
import type { RowStops } from './EventRow.tsx'

/**
 * The rows of an event table by keyboard: one tab stop, the latest of the `listed` events, and from there the keys of
 * the diagram. Events that are not in the table, because they are folded or on another page, are skipped.
 */
export function useRowStops(listed: readonly number[]): {
  stops: RowStops
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
} {
  const { lab } = useLab()
  const run = useLabState((state) => state.run)
  const shown = useLabState(shownOf)
  const [chosen, choose] = useState<number | null>(null)
  const at = chosen !== null && listed.includes(chosen) ? chosen : (listed.at(-1) ?? 0)

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const here = Number((event.target as HTMLElement).dataset.event)
    const way = meaning(event)
    if (!(here > 0) || way === undefined || way === 'press' || way === 'leave') return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const character = way === 'surpriseBefore' || way === 'surpriseAfter'
    if (character && lab.getState().options.keys === 'off') return
    event.preventDefault()
    if (way === 'card') {
      lab.select(run.trace[here - 1]?.message ?? null)
      return
    }
    const there = new Set(listed)
    const to = walk(run.trace, shown, here, way, ({ id }) => there.has(id))
    event.currentTarget.querySelector<HTMLElement>(`[data-event="${to}"]`)?.focus()
  }

  return { stops: { at, choose, open: lab.goToEvent }, onKeyDown }
}
