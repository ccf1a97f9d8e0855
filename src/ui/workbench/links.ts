import { type Lab, shownOf } from '../../app/lab.ts'
import { type Charts, type Pointed, type Together, togetherWith } from '../../picture/together.ts'
import { movesTo } from '../../sim/run.ts'

/** The most events that are searched for one that belongs to a state, since a run may be long. */
const mostSearched = 2000
const linkable = '[data-events], [data-line], [data-state], [data-arrow]'

/**
 * Highlights in the other views what belongs to the element that is pointed at or focused. Elements say in attributes
 * what they show, and are highlighted by an attribute, so no view renders again. Returns what stops it.
 */
export function linkViews(root: HTMLElement, lab: Lab, charts: Charts): () => void {
  let pointed: HTMLElement | null = null
  let focused: HTMLElement | null = null
  /** The latest element, by pointer or by focus. */
  let latest: HTMLElement | null = null
  let at = ''
  let scheduled = 0

  function draw(): void {
    scheduled = 0
    unmark(root)
    const source = [latest, pointed, focused].find((element) => element?.isConnected)
    const shown = shownOf(lab.getState())
    const what = source && pointedBy(source, shown)
    if (!what) return
    const elements = [...root.querySelectorAll<HTMLElement>(linkable)]
    const candidates = new Set(elements.flatMap((element) => eventsOf(element, shown)))
    const together = togetherWith(what, charts, lab.getState().run.trace, candidates)
    for (const element of elements) if (isIn(together, element, shown)) element.dataset.linked = ''
  }
  /** Updates once a frame, after React has rendered. */
  const later = () => {
    if (scheduled === 0) scheduled = requestAnimationFrame(draw)
  }
  const again = () => (pointed ?? focused) && later()

  const onPointer = ({ type, pointerType, target, relatedTarget, clientX, clientY }: PointerEvent) => {
    // A finger leaves when it is lifted; what it touched last stays highlighted.
    if (pointerType !== 'mouse' && type === 'pointerout') return
    // If the page moves under a mouse at rest, that does not count as pointing.
    const moved = at !== `${clientX} ${clientY}`
    at = `${clientX} ${clientY}`
    const next = linkableAt(type === 'pointerout' ? relatedTarget : target)
    if (next === pointed || (next !== null && !moved)) return
    pointed = next
    latest = next
    later()
  }
  const onFocus = ({ type, target, relatedTarget }: FocusEvent) => {
    focused = linkableAt(type === 'focusout' ? relatedTarget : target)
    latest = focused
    later()
  }
  let { run, moves, view } = lab.getState()
  const unsubscribe = lab.subscribe((state) => {
    if (state.run === run && state.moves === moves && state.view === view) return
    run = state.run
    moves = state.moves
    view = state.view
    again()
  })
  const ended = new AbortController()
  const { signal } = ended
  for (const type of ['pointerover', 'pointerout'] as const) root.addEventListener(type, onPointer, { signal })
  for (const type of ['focusin', 'focusout'] as const) root.addEventListener(type, onFocus, { signal })
  root.addEventListener('scroll', again, { signal, capture: true, passive: true })
  return () => {
    ended.abort()
    unsubscribe()
    cancelAnimationFrame(scheduled)
    unmark(root)
  }
}

function unmark(root: HTMLElement): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-linked]')) delete element.dataset.linked
}

/** SVG elements have a dataset too. */
const linkableAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(linkable) : null

/** The events that an element shows and that have happened. */
function eventsOf({ dataset }: HTMLElement, shown: number): number[] {
  return (dataset.events ?? '')
    .split(' ')
    .map(Number)
    .filter((id) => id > 0 && id <= shown)
}

function pointedBy(element: HTMLElement, shown: number): Pointed | null {
  const { events, line, state, arrow } = element.dataset
  if (events !== undefined) return { kind: 'events', events: eventsOf(element, shown) }
  if (line !== undefined) return { kind: 'line', name: line }
  if (state !== undefined) return { kind: 'state', name: state }
  return arrow === undefined ? null : { kind: 'arrow', name: arrow }
}

function isIn(together: Together, element: HTMLElement, shown: number): boolean {
  const { line = '', state = '', arrow = '' } = element.dataset
  return (
    together.lines.has(line) ||
    together.states.has(state) ||
    together.arrows.has(arrow) ||
    eventsOf(element, shown).some((id) => together.events.has(id))
  )
}

/** Goes to the next event that belongs to a state; after the last one, to the first. */
export function goToNext(lab: Lab, charts: Charts, state: string): void {
  const { run } = lab.getState()
  const firstAfter = (shown: number) => {
    const ids = run.trace.slice(shown, shown + mostSearched).map(({ id }) => id)
    return [...togetherWith({ kind: 'state', name: state }, charts, run.trace, ids).events][0]
  }
  const next = firstAfter(shownOf(lab.getState())) ?? firstAfter(0)
  if (next !== undefined) lab.goTo(movesTo(run, next))
}
