import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useShallow } from 'zustand/react/shallow'
import { isEyeOpen, packetsInFlight, shownOf } from '../../app/lab.ts'
import { isSeen, lastSeen } from '../../picture/eye.ts'
import type { Folding } from '../../picture/folding.ts'
import type { Layout, Surface } from '../../picture/layout.ts'
import { type EventTableRow, rowsBetween } from '../../picture/rows.ts'
import { eventPoints, type WalkDirection, walk } from '../../picture/walk.ts'
import type { Run } from '../../sim/run.ts'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { playOf } from '../keptFocus.ts'
import { say } from './accessWords.ts'
import { meaning } from './walks.ts'

/** So many events before and after the one in focus are buttons, fewer where there are many; the table has all. */
const around = (events: number) => (events > 60 ? 12 : 80)

/**
 * The events that have happened as buttons over the picture, in the order of time and with one tab stop, which is the
 * latest event. The packets in flight come after it. A pointer means the picture and goes through them.
 */
export function EventMarks(props: {
  layout: Layout
  surface: Surface
  follow: (following: boolean) => void
  /** How the picture is folded, if it is. */
  folding: Folding | undefined
  /** Whether the run is only to be looked at: then they are pictures, and lead nowhere. */
  still: boolean
  onThere: (isThere: boolean) => void
}) {
  const { layout, surface, follow, folding, still, onThere } = props
  const { lab } = useLab()
  const run = useLabState((state) => state.run)
  const shown = useLabState(shownOf)
  const playing = useLabState((state) => state.playing)
  const eye = useLabState(isEyeOpen)
  const flying = useLabState(useShallow(packetsInFlight))
  const [chosen, choose] = useState<number | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const focused = useRef(false)
  const stays = useRef(false)
  const { trace } = run

  const pointOf = useMemo(() => eventPoints(layout, trace, surface), [layout, trace, surface])
  /** The latest event there is to walk to. */
  const latest = eye ? (lastSeen(trace, shown)?.id ?? 0) : shown
  const at = chosen !== null && chosen <= latest && (!eye || isSeenAt(chosen)) ? chosen : latest
  const first = Math.max(1, at - around(trace.length))
  const last = Math.min(shown, at + around(trace.length))
  const rows = useMemo(() => {
    const all = rowsBetween(trace, first - 1, last)
    return eye ? all.filter(({ id }) => isSeen(trace[id - 1] as Run['trace'][number])) : all
  }, [trace, first, last, eye])

  function isSeenAt(id: number): boolean {
    const event = trace[id - 1]
    return event !== undefined && isSeen(event)
  }
  const wayFrom = (here: number, way: WalkDirection) => walk(trace, shown, here, way, eye ? isSeen : undefined)

  useLayoutEffect(() => {
    onThere(true)
    return () => onThere(false)
  }, [onThere])

  /** The folded stretch that an event is in. */
  const foldOf = (id: number) =>
    folding?.folded.find(({ eventsBefore, lastEvent }) => id > eventsBefore && id <= lastEvent)

  function focusEvent(id: number): void {
    const fold = foldOf(id)
    flushSync(() => {
      choose(id)
      // What is gone to is to be seen.
      if (fold) lab.toggleFold(fold.fromMs)
    })
    const state = lab.getState()
    if (state.playing || id !== latest) stay()
    else goOn()
    reveal(list.current?.querySelector<HTMLElement>(`[data-event="${id}"]`))
  }
  /** What is looked at does not scroll away; once nothing is any more, the picture follows time again. */
  function stay(): void {
    stays.current = true
    follow(false)
  }
  function goOn(): void {
    if (stays.current) follow(true)
    stays.current = false
  }

  /** The keys of an event or of a packet in flight; whether there was anything to do. */
  function press(target: HTMLElement, event: KeyboardEvent): boolean {
    const packet = target.dataset.packet
    const grabs = [...(viewportOf(list.current)?.querySelectorAll<HTMLElement>('.grab') ?? [])]
    const grabAt = grabs.indexOf(target)
    const here = Number(target.dataset.event ?? flying.find((mark) => mark.packet === packet)?.firstEvent ?? latest)
    const way = meaning(event)
    if (way === undefined || way === 'press') return false
    const quiet = folding?.over.find(({ fromMs }) => String(fromMs) === target.dataset.from)
    if (quiet !== undefined && (way === 'earlier' || way === 'later')) {
      const { eventsBefore, lastEvent } = quiet
      const after = folding?.folded.includes(quiet) ? lastEvent + 1 : eventsBefore + 1
      focusEvent(way === 'earlier' ? Math.max(1, eventsBefore) : Math.min(shown, after))
      return true
    }
    if (quiet !== undefined && way !== 'leave') return false
    if (way === 'leave') {
      const play = playOf(list.current)
      play?.focus()
      return play != null
    }
    if (way === 'card') {
      if (still) return false
      if (packet !== undefined) lab.openCard(packet)
      else {
        const message = trace[here - 1]?.message ?? null
        // It comes to the focus when it opens. Where it is open already, it is gone to.
        if (message !== null && message === lab.getState().selected)
          viewportOf(list.current)?.closest('.lab')?.querySelector<HTMLElement>('#life-title')?.focus()
        else lab.select(message)
      }
      return true
    }
    if (way === 'surpriseBefore' || way === 'surpriseAfter') {
      if (lab.getState().options.keys === 'off') return false
      const to = wayFrom(here, way)
      if (to === null && way === 'surpriseAfter' && !still) flushSync(() => lab.nextSurprise())
      focusEvent(to ?? (way === 'surpriseBefore' || still ? here : lab.getState().focus))
      return true
    }
    if (grabAt >= 0 && (way === 'later' || way === 'earlier')) {
      const next = grabs[grabAt + (way === 'later' ? 1 : -1)]
      if (next) reveal(next)
      else if (way === 'earlier') focusEvent(latest)
      return true
    }
    if (grabAt >= 0 && way === 'cause') {
      focusEvent(here)
      return true
    }
    // What a packet in flight will bring about is still to come.
    const own = grabs.find((grab) => grab.dataset.packet === packet)
    if (grabAt < 0 && way === 'effect' && own) reveal(own)
    else if (way === 'later' && here === latest && grabs[0]) reveal(grabs[0])
    else if (grabAt < 0 || way === 'first' || way === 'last') {
      const to = wayFrom(here, way)
      // Step by step a folded stretch is one step.
      const fold = to !== null && (way === 'earlier' || way === 'later') ? foldOf(to) : undefined
      const button =
        fold && viewportOf(list.current)?.querySelector<HTMLElement>(`.fold-button[data-from="${fold.fromMs}"]`)
      if (button) {
        stay()
        reveal(button)
      } else focusEvent(to ?? here)
    }
    return true
  }
  const now = useRef({ press, stay, goOn })
  useLayoutEffect(() => {
    now.current = { press, stay, goOn }
  })

  useEffect(() => {
    const viewport = viewportOf(list.current)
    if (viewport === null) return
    const walked = '[data-event], .grab, .fold-button'
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey
      if (plain && target.matches(walked) && now.current.press(target, event)) event.preventDefault()
    }
    const onFocusIn = ({ target }: FocusEvent) => {
      focused.current = (target as HTMLElement).matches(walked)
      if ((target as HTMLElement).matches('[data-event]') && lab.getState().playing) now.current.stay()
    }
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      const to = relatedTarget as HTMLElement | null
      if (to !== null && viewport.contains(to)) return
      // It went because what had it is no more: that is no leaving.
      queueMicrotask(() => {
        if (to === null && !(target as HTMLElement).isConnected) return
        focused.current = false
        choose(null)
        // The button that follows time again is no place to take it away from.
        if (to?.closest('.pills') == null) now.current.goOn()
      })
    }
    viewport.addEventListener('keydown', onKeyDown)
    viewport.addEventListener('focusin', onFocusIn)
    viewport.addEventListener('focusout', onFocusOut)
    return () => {
      viewport.removeEventListener('keydown', onKeyDown)
      viewport.removeEventListener('focusin', onFocusIn)
      viewport.removeEventListener('focusout', onFocusOut)
    }
  }, [lab])

  // What had the focus is gone: a packet arrived, a step went back. The latest event has it now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever changes what there is
  useLayoutEffect(() => {
    if (!focused.current) return
    const active = (list.current?.getRootNode() as Document | ShadowRoot | undefined)?.activeElement
    if (active !== null && active !== document.body) return
    const latest = list.current?.querySelector<HTMLElement>(`[data-event="${at}"]`) ?? viewportOf(list.current)
    latest?.focus({ preventScroll: true })
  }, [shown, run, flying])

  useEffect(() => {
    if (playing && focused.current) now.current.stay()
  }, [playing])

  const inFlight = new Map(flying.map(({ firstEvent, packet }) => [firstEvent, packet]))
  return (
    <ol ref={list} className="event-marks" aria-label={say('walked.list')}>
      {rows.map((row) => {
        const { id } = row
        const { x, y: unfolded } = pointOf(id)
        const y = folding?.fold(unfolded) ?? unfolded
        return (
          <Mark
            key={id}
            id={id}
            x={x}
            y={y}
            row={row}
            isTabStop={id === at}
            packet={eye ? undefined : inFlight.get(id)}
            still={still}
            onFocus={choose}
          />
        )
      })}
    </ol>
  )
}

const Mark = memo(function Mark(props: {
  id: number
  x: number
  y: number
  row: EventTableRow
  isTabStop: boolean
  packet: string | undefined
  still: boolean
  onFocus: (id: number) => void
}) {
  const { id, x, y, row, isTabStop, packet, still, onFocus } = props
  const { what, process, atMs } = row
  const { lab } = useLab()
  const shared = {
    tabIndex: isTabStop ? 0 : -1,
    'data-event': id,
    'data-packet': packet,
    // In the words of the table: what is heard here is to be found there.
    'aria-label': say('walked.name', {
      what: say(what.id, what.values),
      where: process ?? 'network',
      at: seconds(atMs),
    }),
    style: { transform: `translate(${x - 16}px, ${y - 16}px)` },
    onFocus: () => onFocus(id),
  }
  return (
    <li>
      {still ? <span role="img" {...shared} /> : <button type="button" {...shared} onClick={() => lab.goToEvent(id)} />}
    </li>
  )
})

const viewportOf = (list: HTMLElement | null) => list?.closest<HTMLElement>('.viewport') ?? null

/** Gives the focus to something in the picture, and scrolls no further than it takes to see it. */
function reveal(element: HTMLElement | null | undefined): void {
  element?.focus({ preventScroll: true })
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
