import {
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  memo,
  type PointerEvent,
  Suspense,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { isEyeOpen, lastInstantOf, shownOf } from '../app/lab.ts'
import { motionIsUnwelcome } from '../app/motion.ts'
import {
  elementsOf,
  type Head,
  headsAt,
  type Layout,
  layoutBetween,
  layoutOf,
  messageAt,
  type PlacedPacket,
  type Point,
} from '../picture/layout.ts'
import { packetName } from '../picture/packetName.ts'
import { isInFlight, type PacketMark, planOf } from '../picture/plan.ts'
import type { PacketId } from '../sim/packet.ts'
import { EventMarks } from './accessLater.ts'
import { useLab, useLabState } from './context.tsx'
import { Background, Bars, compactBelow, Marks, surfaceOf } from './drawing.tsx'
import { useIsLocked, useLocked } from './locked.tsx'
import { Cross, Pill, Shape } from './marks.tsx'
import { TimeoutHandle } from './TimeoutHandle.tsx'

const Minimap = lazy(() => import('./stress/Minimap.tsx'))

// Where there is much to draw, few elements draw all of it.
const loadBatches = () => import('./stress/Batches.tsx')
const loadFolds = () => import('./stress/folds.tsx')

const none: ReadonlySet<number> = new Set()
/** What the sender did itself, by its notes, and all that is not that. */
const bySender = (layout: Layout): readonly [Layout, Layout] => [
  { ...layout, packets: [], notes: layout.notes.filter(({ mark }) => mark.process === 'sender') },
  { ...layout, notes: layout.notes.filter(({ mark }) => mark.process !== 'sender') },
]
const nothing = planOf([])
/** The now-line goes down to here in the viewport; then the paper scrolls. */
const nowAt = 0.72
/** The picture is mounted by pages of so many pixels, with so many more around. */
const pageSize = 400
const around = 120
/** A press this close to a moving packet, in pixels, means the packet. */
const reach = { mouse: 28, touch: 44 }
/** A mouse this close to a moving packet slows time, or nobody could catch it. */
const near = 90
/** More elements than this are never mounted; so many packets in flight have a label. */
const [mostElements, mostFlying] = [400, 8]
/** A run of more events has an overview beside it; one of more than that can be folded. */
const [longRun, foldable] = [400, 60]
/** A finger that stays on a packet for so long asks for its card. */
const longPressMs = 450

/** What a diagram that stands beside others shares with them. */
export interface Beside {
  /** The events whose marks are not in all of them; null while no mark of any of them differs. */
  readonly differing: ReadonlySet<number> | null
  /** Whether they follow the now-line: all or none, so that they show the same stretch of time. */
  readonly following: boolean
  readonly follow: (following: boolean) => void
}

/**
 * The space-time diagram. React renders marks when a move adds or ends one; what moves between two moves, the playhead's
 * subscription moves by setting attributes, once a frame. With `walked` its events can be walked by keyboard; `still`,
 * nothing can be done by that but look.
 */
export function Diagram(props: { covered: number; beside?: Beside; walked?: boolean | 'still' }) {
  const { covered, beside, walked = false } = props
  const { lab, say } = useLab()
  const viewport = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  const current = useLabState((state) => state.plan)
  // Before its size is known, its marks would be drawn for nothing.
  const plan = size === null ? nothing : current
  const end = useLabState(lastInstantOf)
  const endMs = size === null ? 0 : end
  const shown = useLabState(shownOf)
  const ringed = useLabState(({ story }) => story.act === 'ring')
  const eye = useLabState(isEyeOpen)
  const curtain = useLabState((state) => state.curtain)
  const told = useLabState(({ story }) => story.act !== 'free')
  const ghost = useLabState((state) => state.ghost)
  const run = useLabState((state) => state.run)
  const isLong = run.trace.length > longRun
  const folds = usePart(loadFolds, run.trace.length > foldable && !beside && !eye)
  const playing = useLabState((state) => state.playing)
  const wanted = useLabState((state) => state.folding)
  const unfolded = useLabState((state) => state.unfolded)
  const selected = useLabState((state) => state.selected)
  const card = useLabState((state) => state.card)
  // What cannot be turned has no handle.
  const fixed = useIsLocked('mode')
  const alone = useState(true)
  const [following, setFollowing] = beside === undefined ? alone : ([beside.following, beside.follow] as const)
  const [page, setPage] = useState(0)
  /** Whether the buttons for its events are there: they come after the picture. */
  const [marked, mark] = useState(false)
  const pressed = useRef<PacketId | null>(null)
  const longPress = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** Where the mouse is over the viewport, in its pixels. */
  const pointer = useRef<Point | null>(null)
  const moving = useRef<Map<PacketId, Moving>>(new Map())
  const nowLine = useRef<SVGGElement>(null)
  const growing = useRef<SVGGElement>(null)
  const background = useRef<SVGSVGElement>(null)
  /** The paper's own pixels may be larger: on a projector everything on it is. */
  const zoom = useRef(1)
  /** How far it is scrolled, in the viewport's pixels; to ask the browser would have it lay out the page at once. */
  const scrolled = useRef(0)
  const shownPage = useRef(0)
  const turnPage = useRef((scrollTop: number) => {
    const now = Math.floor(scrollTop / zoom.current / pageSize)
    if (now !== shownPage.current) setPage(now)
    shownPage.current = now
  })

  useLayoutEffect(() => {
    const element = viewport.current
    if (element === null) return
    const measure = () => {
      zoom.current = Number(getComputedStyle(element.firstElementChild as Element).zoom) || 1
      setSize({ width: element.clientWidth / zoom.current, height: element.clientHeight / zoom.current })
      scrolled.current = element.scrollTop
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    // Heard without React: it scrolls in every frame, and is another page once in a while.
    const onScroll = () => {
      scrolled.current = element.scrollTop
      turnPage.current(scrolled.current)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [])

  const { width, height } = size ?? { width: 800, height: 600 }
  const compact = width < compactBelow
  const surface = useMemo(() => surfaceOf(width, say), [width, say])
  const layout = useMemo(() => layoutOf(plan, surface, endMs), [plan, surface, endMs])
  // What folds is a matter of where the playhead is and of what was opened; while it plays, the last screen stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads of the state is among them
  const foldKey = useMemo(
    () => folds?.keyOf(lab.getState(), playing ? height / (surface.y(1) - surface.y(0)) : 0) ?? '',
    [folds, run, shown, playing, wanted, unfolded, selected, surface, height],
  )
  const folding = useMemo(() => folds?.foldingBy(foldKey, run, surface), [folds, foldKey, run, surface])
  const yOf = folding?.y ?? surface.y
  // Only what is in view and a little around it is mounted.
  const between = folding?.between ?? layoutBetween
  const [from, until] = [page * pageSize - around, (page + 1) * pageSize + height + around]
  const seen = useMemo(() => between(layout, from, until), [between, layout, from, until])
  const seenFolds = useMemo(() => folding?.folds(from, until) ?? [], [folding, from, until])
  // On a phone the sender's notes have no room but in the lane, where the fog is: they stand over it.
  const [overFog, drawn] = useMemo(() => (eye && compact ? bySender(seen) : [null, seen]), [eye, compact, seen])
  const past = useMemo(
    () => (ghost === null || compact ? null : layoutOf(ghost, surface, endMs)),
    [ghost, compact, surface, endMs],
  )
  const seenPast = useMemo(() => past && between(past, from, until), [between, past, from, until])
  // The timeout belongs to the design, which a column does not change.
  const running =
    told || beside
      ? undefined
      : seen.timers.find(({ mark }) => mark.firstEvent <= shown && (mark.lastEvent === null || mark.lastEvent > shown))
  const flying = layout.packets
    .filter(({ mark }) => isInFlight(mark, shown))
    .map((placed) => folding?.moved(placed) ?? placed)
  // Beside the marks there are buttons for the events around the one in focus.
  const walkedElements = walked ? (isLong ? 52 : 2 * Math.min(plan.packets.length * 3, 60)) : 0
  const dense =
    elementsOf(seen) +
      (past && seenPast ? elementsOf(seenPast) : 0) +
      flying.length * 9 +
      seenFolds.length * 6 +
      walkedElements >
    mostElements - 40
  // Fetched before there is a crowd, or the picture would be gone until the part is there.
  const elementsInAll = useMemo(() => elementsOf(layout) + (past ? elementsOf(past) : 0), [layout, past])
  const batches = usePart(loadBatches, dense || elementsInAll > mostElements / 2)
  // Where the part cannot be fetched, marks are drawn one by one: slower, and all of them.
  const crowded = dense && batches !== undefined
  const flown = crowded ? flying.slice(0, mostFlying) : flying
  // A phone has room for the flag at the left only.
  const flagX = compact ? 2 : width - 44
  const paper = Math.max(yOf(endMs) + height * 0.5, height)

  // After every render and after every change of the playhead: state first, then this.
  const draw = useRef(() => {})
  useLayoutEffect(() => {
    draw.current = () => {
      const { moves, run, ...state } = lab.getState()
      // Without motion the picture goes from event to event.
      const nowMs = motionIsUnwelcome(state) ? (run.frames[moves - 1]?.atMs ?? 0) : state.nowMs
      const y = yOf(nowMs)
      const element = viewport.current
      if (element && following) {
        // The now-line stays above what covers the foot of the diagram. Scrolling comes first, while nothing has changed:
        // afterwards it would have the page laid out twice.
        const depth = Math.min(height * nowAt, height - (compact ? 0 : covered / zoom.current) - 34)
        const top = moves === 0 ? 0 : Math.round(Math.min(Math.max(0, y - depth), paper - height) * zoom.current)
        if (top !== scrolled.current) element.scrollTop = top
        scrolled.current = top
      }
      // Not when the browser tells of it, with its next frame: what stands at an instant does not depend on frames.
      turnPage.current(scrolled.current)
      const from = scrolled.current / zoom.current
      nowLine.current?.setAttribute('transform', `translate(0 ${y})`)
      drawMoving(moving.current, headsAt(flying, seen, shown, nowMs, y, { from, until: from + height }), y)
      drawGrowing(growing.current, y)
      if (compact) makeRoom(background.current, y)
      const mouse = pointer.current
      const over = mouse && { x: mouse.x / zoom.current, y: (mouse.y + scrolled.current) / zoom.current }
      lab.hold(!eye && nearest(over, moving.current, near / zoom.current) !== null)
    }
    draw.current()
  })
  // Subscribed once and before the transport: scrolling must find the page as the last frame left it.
  useLayoutEffect(
    () =>
      lab.subscribe((state, { run, nowMs, moves, options }) => {
        // Another run is drawn when React has its marks.
        if (state.run !== run) return
        if (state.nowMs !== nowMs || state.moves !== moves || state.options !== options) draw.current()
      }),
    [lab],
  )
  // Gone from view, it slows nobody down.
  useLayoutEffect(() => () => lab.hold(false), [lab])

  // Whoever asks for an instant sees it, unfolded, and the playhead stays where it is.
  const look = useLabState((state) => state.look)
  const looked = useRef(look)
  useLayoutEffect(() => {
    const element = viewport.current
    if (look === looked.current || look === null || element === null) return
    looked.current = look
    setFollowing(false)
    scrolled.current = Math.max(0, Math.round((yOf(look.atMs) - height * 0.4) * zoom.current))
    element.scrollTop = scrolled.current
    turnPage.current(scrolled.current)
  }, [look, yOf, height, setFollowing])

  const within = ({ pointerType }: PointerEvent) => (pointerType === 'mouse' ? reach.mouse : reach.touch)
  const packetAt = (event: Pointer, within: number) =>
    // Through the fog nothing is to be caught.
    eye ? null : nearest(pointOf(event, viewport.current, zoom.current), moving.current, within / zoom.current)
  function onPointerDown(event: PointerEvent): void {
    const packet = event.button === 0 ? packetAt(event, within(event)) : null
    pressed.current = packet
    // Where there is no second button, a long press asks for the card.
    clearTimeout(longPress.current)
    if (packet === null || event.pointerType === 'mouse') return
    longPress.current = setTimeout(() => {
      pressed.current = null
      lab.openCard(packet)
    }, longPressMs)
  }
  function onPointerUp(event: PointerEvent): void {
    const packet = pressed.current
    pressed.current = null
    clearTimeout(longPress.current)
    if (!event.currentTarget.contains(event.target as Node)) return
    if (packet !== null) {
      lab.losePacket(packet)
      return
    }
    if (event.button !== 0 || lab.getState().card !== null) return
    const message = messageAt(pointOf(event, viewport.current, zoom.current), seen, shown, within(event))
    if (message !== null) lab.select(message)
  }
  function onContextMenu(event: MouseEvent): void {
    const focused = (event.target as HTMLElement).closest<HTMLElement>('.grab')?.dataset.packet
    const packet = focused ?? packetAt(event, reach.touch)
    if (packet === null) return
    event.preventDefault()
    pressed.current = null
    lab.openCard(packet)
  }
  const moved = () => setFollowing(false)
  /** Arrows scroll the paper, or, on a packet, go to the next one. */
  function onKeyDown(event: KeyboardEvent): void {
    const { key, target, currentTarget } = event
    if (event.defaultPrevented) return
    if (target === currentTarget) {
      if (/^(Arrow|Page|Home|End)/.test(key)) setFollowing(false)
      return
    }
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key]
    if (by === undefined) return
    event.preventDefault()
    const buttons = [...currentTarget.querySelectorAll<HTMLElement>('.grab')]
    const at = buttons.indexOf(target as HTMLElement)
    buttons[(at + by + buttons.length) % buttons.length]?.focus({ preventScroll: true })
  }
  function onPointerMove({ pointerType, clientX, clientY, currentTarget }: PointerEvent): void {
    const { left, top } = currentTarget.getBoundingClientRect()
    pointer.current = pointerType === 'mouse' ? { x: clientX - left, y: clientY - top } : null
  }

  return (
    <div className={`diagram ${compact ? 'compact' : ''} ${curtain ? 'veiled' : ''}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls */}
      <div
        ref={viewport}
        className="viewport"
        role="group"
        aria-label={say('view.diagram')}
        // What scrolls must be reached by keyboard, itself or by what is in it.
        tabIndex={marked && shown > 0 ? -1 : 0}
        onKeyDown={onKeyDown}
        onWheel={moved}
        onTouchMove={moved}
        onPointerDown={onPointerDown}
        onPointerUp={onPointerUp}
        onContextMenu={onContextMenu}
        onPointerMove={onPointerMove}
        onPointerLeave={() => {
          pointer.current = null
          lab.hold(false)
        }}
        onPointerCancel={() => {
          pressed.current = null
          clearTimeout(longPress.current)
        }}
      >
        <div className="paper" style={{ height: paper }}>
          {/* What moves and what stays are sheets of their own, so that a frame paints only what moved. */}
          <svg width={width} height={paper} aria-hidden="true" className="still" ref={background}>
            <Background layout={seen} surface={surface} paper={paper} say={say} />
            {seenPast && (crowded ? batches && <batches.Ghost layout={seenPast} /> : <Ghost layout={seenPast} />)}
          </svg>
          <svg width={width} height={paper} aria-hidden="true">
            <g ref={nowLine} className="now">
              <line x1={0} x2={width} />
              <rect x={flagX} y={-19} width={38} height={18} rx={3} />
              <text x={flagX + 19} y={-9}>
                {say('mark.now')}
              </text>
            </g>
            <g ref={growing}>
              {crowded ? batches && <batches.Bars layout={seen} shown={shown} /> : <Bars layout={seen} shown={shown} />}
            </g>
          </svg>
          <svg
            width={width}
            height={paper}
            aria-hidden="true"
            className={`still ${selected !== null ? 'following' : beside?.differing ? 'comparing' : ''}`}
          >
            {crowded ? (
              batches && (
                <batches.Marks
                  layout={drawn}
                  shown={shown}
                  selected={selected}
                  differing={beside?.differing ?? none}
                  mostWords={mostElements - 260 - flying.length - seenFolds.length * 4}
                />
              )
            ) : (
              <Marks layout={drawn} shown={shown} selected={selected} differing={beside?.differing ?? none} />
            )}
            {folds && <folds.Folds folds={seenFolds} />}
          </svg>
          <svg width={width} height={paper} aria-hidden="true">
            {batches && flown.length < flying.length && <batches.Swarm placed={flying.slice(flown.length)} y={yOf} />}
            {flown.map((placed) => (
              <InFlight
                key={placed.mark.packet}
                placed={placed}
                moving={moving.current}
                ring={ringed && placed.mark.packet === 'a1.1' ? say('story.ringLabel') : null}
              />
            ))}
          </svg>
          {walked && (
            <Suspense>
              <EventMarks
                layout={layout}
                surface={surface}
                follow={setFollowing}
                folding={folding}
                still={walked === 'still'}
                onThere={mark}
              />
            </Suspense>
          )}
          {(eye ? [] : flying).map(({ mark }, i) => (
            <Grab
              key={mark.packet}
              mark={mark}
              moving={moving.current}
              isTabStop={i === 0 && !walked}
              carded={mark.packet === card}
            />
          ))}
          {folds && <folds.FoldButtons folds={seenFolds} onToggle={moved} />}
          {eye && <div className="fog" style={{ left: surface.lifelines.sender + 12 }} />}
          {overFog && (
            <svg width={width} height={paper} aria-hidden="true" className="over-fog">
              <Marks layout={overFog} shown={shown} selected={selected} differing={none} />
            </svg>
          )}
          {curtain && <div className="fog" style={{ left: surface.lifelines.receiver + 10 }} />}
          {running && !fixed && <TimeoutHandle timer={running} surface={surface} nowMs={() => lab.getState().nowMs} />}
        </div>
      </div>
      {isLong && !beside && !eye && !curtain && (
        <Suspense>
          <Minimap onSeek={() => setFollowing(true)} />
        </Suspense>
      )}
      {folds && <folds.FoldSwitch />}
      <div className="pills">
        {past && (
          <button type="button" className="ghost-key" onClick={() => lab.hideGhost()}>
            {say('playback.hideGhost')}
          </button>
        )}
        {!following && (
          <button type="button" onClick={() => setFollowing(true)}>
            {say('playback.backToNow')}
          </button>
        )}
      </div>
    </div>
  )
}

/** A part that is fetched when it is wanted first: null until it is there or where it is not wanted, undefined where it cannot be had. */
function usePart<Part>(load: () => Promise<Part>, isWanted: boolean): Part | null | undefined {
  const [part, setPart] = useState<Part | null | undefined>(null)
  useEffect(() => {
    if (isWanted) load().then(setPart, () => setPart(undefined))
  }, [load, isWanted])
  return isWanted ? part : null
}

/** The elements of a packet in flight that move with the playhead. */
interface Moving {
  line: SVGLineElement | null
  head: SVGGElement | null
  button: HTMLElement | null
  at: { x: number; y: number }
}

function movingOf(all: Map<PacketId, Moving>, packet: PacketId): Moving {
  let entry = all.get(packet)
  if (entry === undefined) {
    entry = { line: null, head: null, button: null, at: { x: 0, y: 0 } }
    all.set(packet, entry)
  }
  return entry
}

function drawMoving(all: Map<PacketId, Moving>, heads: readonly Head[], y: number): void {
  for (const { placed, tip, x, lift, fits } of heads) {
    const entry = all.get(placed.mark.packet)
    if (entry === undefined) continue
    entry.at = { x, y: y - lift }
    entry.line?.setAttribute('x2', String(tip))
    entry.line?.setAttribute('y2', String(y))
    entry.head?.setAttribute('transform', `translate(${x} ${y - lift})`)
    entry.head?.classList.toggle('crowded', !fits)
    if (entry.button) entry.button.style.transform = `translate(${x - 24}px, ${y - lift - 22}px)`
  }
}

/** Bars that end at the now-line as long as what they stand for goes on. */
function drawGrowing(group: SVGGElement | null, y: number): void {
  for (const bar of group?.querySelectorAll<SVGRectElement>('[data-from]') ?? []) {
    bar.setAttribute('height', String(Math.max(0, y - Number(bar.dataset.from))))
  }
}

/** Where the flag of the now-line stands at the left, the label of a tick makes room for it. */
function makeRoom(group: SVGSVGElement | null, y: number): void {
  for (const label of group?.querySelectorAll<SVGTextElement>('.tick-label') ?? []) {
    const distance = y - 10 - Number(label.getAttribute('y'))
    label.style.visibility = Math.abs(distance) < 18 ? 'hidden' : ''
  }
}

/** Where on the paper a pointer is. */
function pointOf({ clientX, clientY }: Pointer, viewport: HTMLElement | null, zoom: number): Point | null {
  const paper = viewport?.firstElementChild?.getBoundingClientRect()
  return paper === undefined ? null : { x: (clientX - paper.left) / zoom, y: (clientY - paper.top) / zoom }
}

type Pointer = Pick<PointerEvent, 'clientX' | 'clientY'>

/** The packet in flight whose label is nearest to a point of the paper, if one is within so many of its pixels. */
function nearest(point: Point | null, all: ReadonlyMap<PacketId, Moving>, within: number): PacketId | null {
  if (point === null) return null
  let best: { packet: PacketId; distance: number } | null = null
  for (const [packet, { at }] of all) {
    const distance = Math.hypot(point.x - at.x, point.y - at.y)
    if (distance <= within && (best === null || distance < best.distance)) best = { packet, distance }
  }
  return best?.packet ?? null
}

function InFlight(props: { placed: PlacedPacket; moving: Map<PacketId, Moving>; ring: string | null }) {
  const { placed, moving, ring } = props
  const { mark, start, text, labelWidth } = placed
  const line = useRef<SVGLineElement>(null)
  const head = useRef<SVGGElement>(null)
  useLayoutEffect(() => {
    Object.assign(movingOf(moving, mark.packet), { line: line.current, head: head.current })
    return () => {
      moving.delete(mark.packet)
    }
  }, [moving, mark.packet])
  return (
    <g className="in-flight" data-events={mark.firstEvent}>
      <line ref={line} className={`wire ${mark.kind}`} x1={start.x} y1={start.y} />
      <g ref={head}>
        {ring !== null && (
          <g className="ring">
            <circle r={34} />
            <text y={52}>{ring}</text>
          </g>
        )}
        <Pill isAck={mark.kind === 'a'} retry={mark.attempt > 1} text={text} width={labelWidth} />
      </g>
    </g>
  )
}

/** A packet in flight as a button that moves with it. */
function Grab(props: { mark: PacketMark; moving: Map<PacketId, Moving>; isTabStop: boolean; carded: boolean }) {
  const { mark, moving, isTabStop, carded } = props
  const { lab, say } = useLab()
  const button = useRef<HTMLButtonElement>(null)
  const locked = useLocked('faults')
  useLayoutEffect(() => {
    movingOf(moving, mark.packet).button = button.current
  }, [moving, mark.packet])
  return (
    <button
      ref={button}
      type="button"
      tabIndex={isTabStop ? 0 : -1}
      className={`grab ${carded ? 'carded' : ''}`}
      data-packet={mark.packet}
      data-events={mark.firstEvent}
      aria-label={say('packet.inFlight', { packet: packetName(mark, say) })}
      {...locked}
      onClick={({ detail }) => {
        // A press by pointer is told by where it was, because the packet may have moved on.
        if (detail === 0) lab.losePacket(mark.packet)
      }}
    />
  )
}

/** The future as it was before an intervention: shapes without words, so that no text lies on another. */
const Ghost = memo(function Ghost({ layout }: { layout: Layout }) {
  return (
    <g className="ghost">
      {layout.packets.map(({ mark, start, end }) => (
        <g key={mark.packet}>
          <line x1={start.x} y1={start.y} x2={end.x} y2={end.y} />
          {mark.end !== 'arrived' && (
            <g transform={`translate(${end.x} ${end.y})`}>
              <Cross />
            </g>
          )}
        </g>
      ))}
      {layout.notes.map(({ mark, shape }) => (
        <g key={mark.event} className={`note note-${mark.shape}`} transform={`translate(${shape.x} ${shape.y})`}>
          <Shape shape={mark.shape} />
        </g>
      ))}
    </g>
  )
})
