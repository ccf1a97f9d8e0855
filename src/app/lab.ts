/**
 * The shell's state: which scenario, its run, and where the playhead is. A run is computed whole, at once, whenever the
 * scenario changes; playing only moves the playhead over it. Each lab has a store of its own: what is done in one lab
 * on a page does not change another. What the browser keeps, settings and progress, belongs to all of them.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { isSurprise } from '../picture/explain.ts'
import { ghostOf } from '../picture/ghost.ts'
import { tellingEvent } from '../picture/life.ts'
import { isInFlight, type PacketMark, type Plan, planOf } from '../picture/plan.ts'
import type { ProcessName } from '../protocol/exchange.ts'
import { byPreset, type Policy, type PresetName, presetOf, presets } from '../protocol/policy.ts'
import type { LineWord } from '../protocol/program.ts'
import { defaultOptions, type Options } from '../share/options.ts'
import { type Page, partsOf } from '../share/page.ts'
import { type Identity, type MessageId, type PacketId, type PacketKind, readPacketId } from '../sim/packet.ts'
import { movesTo, type Run, run } from '../sim/run.ts'
import type { Environment, Fault, FieldProblem, Scenario } from '../sim/scenario.ts'
import { type Verdict, verdictOf } from '../verdict/verdict.ts'
import { focusAt, heldFocus, movesUpTo, type Playhead, playheadAt } from './playhead.ts'
import { judgedAt } from './score.ts'

/** How many edits can be undone. */
const mostUndos = 200
/** The largest run that a page draws. The headless lab has no such limit. */
export const drawable = { moves: 20_000, perMessage: 10, inFlight: 120 }

/** The numbers of the scoreboard, as they were before the last edit. */
export interface Before {
  readonly lost: number
  readonly duplicated: number
  readonly actual: number
  readonly expected: number
  readonly dropped: number
  readonly sent: number
  readonly atMs: number
}

export type Notice =
  /** What of an address cannot be used: `all` of its run, or parts of it, and unknown parameters. */
  | {
      readonly kind: 'link'
      readonly problems: readonly FieldProblem[]
      readonly all: boolean
      readonly ignored: readonly string[]
    }
  | {
      readonly kind: 'info'
      readonly id:
        | 'lock.mode'
        | 'lock.faults'
        | 'break.noNextMessage'
        | 'break.noNextAck'
        | 'break.noNextLine'
        | 'break.cannotRestart'
    }
  | { readonly kind: 'copy'; readonly link: string }
  /** Another version of the lab is ready; `reload` switches to it. */
  | { readonly kind: 'update'; readonly reload: () => void }
  /**
   * In words what came of an import, or which run was opened; `undo` says whether Undo takes it back, `back` is the
   * page to return to.
   */
  | {
      readonly kind: 'import'
      readonly title: string
      readonly lines: readonly string[]
      readonly undo?: boolean
      readonly back?: { readonly label: string; readonly page: Page }
    }

export interface LabState extends Playhead {
  /** Which page is open: '' is the free lab. */
  readonly page: Page
  /** The lesson that was left for another page, at its step; '' when there is none to return to. */
  readonly left: Page
  /** The picture of costs from which one of its runs was opened, kept to be shown again on return. */
  readonly picture: { readonly page: Page; readonly scenario: Scenario; readonly opened: Scenario } | null
  /** The address of the lab's own page, for links from an embed; '' if this is that page, null if there is none. */
  readonly home: string | null
  /** How it is shown: what the address and the visitor's settings say. */
  readonly options: Options
  /** What the address or the attributes of an element asked of that. */
  readonly asked: Partial<Options>
  /** Those of them that the visitor set by hand on this page. */
  readonly chosen: Partial<Options>
  readonly scenario: Scenario
  readonly run: Run
  readonly plan: Plan
  readonly playing: boolean
  readonly speed: number
  /** The trace event that the status speaks of; 0 before the first. */
  readonly focus: number
  readonly view: 'diagram' | 'table' | 'worlds'
  /** Whether only what the sender can see is shown. */
  readonly eye: boolean
  readonly before: Before | null
  readonly notice: Notice | null
  readonly story: Story
  /** Whether a pointer is so close to a packet in flight that time passes slower, so that it can be caught. */
  readonly held: boolean
  /** Whether the lab is not visible, so that time stands still although it plays. */
  readonly resting: boolean
  /** Whether this scenario is a later value of the same edit, such as of a drag. */
  readonly goesOn: boolean
  /** Scenarios before and after this one, the nearest last, for Undo and Redo. */
  readonly past: readonly Scenario[]
  readonly future: readonly Scenario[]
  /** The message that the inspector, the statechart and the listing follow; null to follow whatever happens. */
  readonly selected: MessageId | null
  /** The future as it was before the last edit, if it has changed; null when there is nothing to compare. */
  readonly ghost: Plan | null
  /** Whether quiet stretches are folded; null for the default, which depends on the length of the run. */
  readonly folding: boolean | null
  /** The beginnings of the stretches that were opened by hand, in virtual milliseconds. */
  readonly unfolded: readonly number[]
  /** The instant that the diagram was last asked to show, in virtual milliseconds; the playhead stays where it is. */
  readonly look: { readonly atMs: number } | null
  /** The packet whose card is open. */
  readonly card: PacketId | null
  /** The dialog over the page, if one is open. */
  readonly dialog: 'settings' | 'help' | null
  /** The guarantees that were tried with the present faults. */
  readonly tried: readonly PresetName[]
  /** The latest prediction that the simulator graded, and the latest lesson or puzzle that was finished. */
  readonly graded: Graded | null
  readonly completed: Completed | null
  /** Other runs that share the playhead, such as the columns of a comparison: it goes on until all of them have ended. */
  readonly beside: readonly Run[]
  /** Whether the free run is asked about. */
  readonly predicting: boolean
  /**
   * The open question: it is asked after so many moves of this scenario. Until it is answered, nothing on the page may
   * say how that run goes on.
   */
  readonly question: { readonly scenario: Scenario; readonly moves: number } | null
  /** Whether a presenter hides the outcomes. */
  readonly curtain: boolean
  /** What a presenter's key for forward does where it is no step of the run; it returns whether it did anything. */
  readonly onward: (() => boolean) | null
  /** How often the page was put back for another class; a lesson starts anew each time. */
  readonly round: number
}

/** A prediction beside what the run gave. `experiment` is a lesson's id, or "free". */
export interface Graded {
  readonly experiment: string
  /** What was predicted; null when the question was skipped. */
  readonly choice: string | number | null
  readonly correct: boolean
}

/** A lesson or a puzzle that came to its end, with as many points as were to be had at most. */
export interface Completed {
  readonly experiment: string
  readonly score: number
  readonly max: number
}

/**
 * The first visit: watch → ring (the ACK may be lost with one click) → lost → duplicate → second (two faults, three
 * guarantees) → free. It only waits for events of the run and adds faults to it.
 */
export interface Story {
  readonly act: 'watch' | 'ring' | 'lost' | 'duplicate' | 'second' | 'free'
  /** Who lost the ACK, if anybody did. */
  readonly by: 'you' | 'us' | null
}

export const noStory: Story = { act: 'free', by: null }

export type Lab = ReturnType<typeof createLab>

/** Whether real time moves the playhead: it plays and is visible. */
export const timePasses = ({ playing, resting }: LabState): boolean => playing && !resting

/** A lab that shows this scenario at this instant. */
export function createLab(scenario: Scenario, atMs = 0, story: Story = noStory) {
  const first = run(scenario, drawable)
  const store: StoreApi<LabState> = createStore(() => ({
    scenario,
    run: first,
    plan: planOf(first.trace),
    ...playheadAt(first, atMs),
    focus: focusAt(first, playheadAt(first, atMs).moves),
    playing: false,
    speed: 1,
    page: '',
    left: '',
    picture: null,
    home: '',
    options: defaultOptions,
    asked: {},
    chosen: {},
    view: 'diagram',
    eye: false,
    before: null,
    notice: null,
    story,
    held: false,
    resting: false,
    goesOn: false,
    past: [],
    future: [],
    selected: null,
    ghost: null,
    folding: null,
    unfolded: [],
    look: null,
    card: null,
    dialog: null,
    tried: [],
    graded: null,
    completed: null,
    beside: [],
    predicting: false,
    question: null,
    curtain: false,
    onward: null,
    round: 0,
  }))
  const { getState: get, setState: set } = store
  /** The gesture in progress, such as a drag, and the plan it began with. All its values are one edit. */
  let gesture: { readonly name: string; readonly plan: Plan } | null = null
  /** The gesture that is making an edit right now. */
  let making: string | null = null
  /** The instant that was asked for. The run may end before it, while runs beside it last longer. */
  let asked = { run: first, ms: atMs }

  /** Shows the run up to a move, exactly; the status speaks of that move. */
  function goTo(moves: number): void {
    const { run } = get()
    const at = Math.max(0, Math.min(moves, run.frames.length))
    const nowMs = run.frames[at - 1]?.atMs ?? 0
    set({ moves: at, nowMs, focus: focusAt(run, at), playing: false, before: null })
  }

  /** Shows all that happened up to and at an instant, in this run and in those beside it. */
  function goToInstant(ms: number): void {
    const { run } = get()
    const moves = movesUpTo(run, ms)
    set({ moves, nowMs: ms, focus: focusAt(run, moves), playing: false, before: null })
  }

  /**
   * Puts another scenario in, and another page if one is given. If it would change what the author of the page locked,
   * nothing changes, a notice says so, and it returns false.
   */
  function edit(next: Partial<Scenario>, page?: Page): boolean {
    const faults = next.faults ?? next.environment ?? next.seed
    if ((next.policy !== undefined && isRefused('mode')) || (faults !== undefined && isRefused('faults'))) return false
    impose(next, page)
    return true
  }

  /** Whether the author of the page locked this. If so, a notice says it. */
  function isRefused(what: 'mode' | 'faults'): boolean {
    const locked = get().options.lock.includes(what)
    if (locked) set({ notice: { kind: 'info', id: `lock.${what}` } })
    return locked
  }

  /**
   * Puts another scenario in, keeping the instant; it can be undone. The edits made `during` one gesture, until
   * `endGesture` or another edit, are one edit.
   */
  function impose(next: Partial<Scenario>, page = get().page): void {
    const { scenario, plan, before } = get()
    const goesOn = gesture !== null && gesture.name === making
    if (!goesOn) gesture = making === null ? null : { name: making, plan }
    const kept = goesOn ? { before } : { past: pastWithThis(), future: [] }
    put({ ...scenario, ...next }, gesture?.plan ?? plan, goesOn, { ...kept, page })
  }

  /** What Undo leads back to once another scenario stands here. */
  const pastWithThis = (): readonly Scenario[] => [...get().past, get().scenario].slice(-mostUndos)

  /** Shows a scenario at the instant that is shown, and remembers what the scoreboard said. */
  function put(edited: Scenario, replaced = get().plan, goesOn = false, kept: Partial<LabState> = {}): void {
    const { nowMs, moves, run: old, scenario, card, beside } = get()
    const fresh = run(edited, drawable)
    const plan = planOf(fresh.trace)
    // At the end it stays at the end, which may be later under another guarantee.
    const atEnd = moves === old.frames.length && moves > 0 && !get().playing
    const goesToEnd = atEnd && edited.policy !== scenario.policy && beside.length === 0
    const nowKept = goesToEnd ? fresh.endMs : Math.min(nowMs, lastInstantOf({ run: fresh, beside }))
    const shown = movesUpTo(fresh, nowKept)
    // Paused between two moves of one instant, stay between them.
    const within = nowMs === old.frames[moves - 1]?.atMs && movesUpTo(old, nowMs) > moves
    const at = nowMs === 0 && moves === 0 ? 0 : within ? Math.min(shown, moves) : shown
    set({
      scenario: edited,
      goesOn,
      run: fresh,
      plan,
      ghost: ghostOf(replaced, plan, nowKept),
      card: plan.packets.some(({ packet }) => packet === card) ? card : null,
      nowMs: nowKept,
      moves: at,
      focus: focusAt(fresh, at),
      before: scoreNow(old, moves, nowMs),
      notice: null,
      ...(edited.faults === scenario.faults ? {} : { tried: [] }),
      ...kept,
    })
  }

  /** After an intervention while paused, moves on to the event that it made happen, if that is still to come. */
  function showNext(found: (event: Run['trace'][number]) => boolean): void {
    const { run, moves, playing } = get()
    if (playing) return
    const shown = run.frames[moves - 1]?.events ?? 0
    const event = run.trace.find((e) => e.id > shown && found(e))
    if (event === undefined) return
    const { before } = get()
    goTo(movesTo(run, event.id))
    set({ before })
  }

  const actions = {
    play(): void {
      const { moves, run, nowMs } = get()
      if (moves >= run.frames.length && nowMs >= lastInstantOf(get()))
        set({ moves: 0, nowMs: 0, focus: 0, before: null })
      set({ playing: true })
    },
    pause(): void {
      set({ playing: false })
    },
    stepForward(): void {
      const { beside, run, moves, nowMs } = get()
      if (beside.length === 0) {
        goTo(moves + 1)
        return
      }
      // Beside others a step is the next instant at which anything happens in any of them.
      const next = [run, ...beside].flatMap((each) => each.frames[moves === 0 ? 0 : movesUpTo(each, nowMs)]?.atMs ?? [])
      if (next.length > 0) goToInstant(Math.min(...next))
    },
    stepBack(): void {
      const { beside, run, moves, nowMs } = get()
      if (beside.length === 0) {
        goTo(moves - 1)
        return
      }
      const last = [run, ...beside].flatMap(({ frames }) => frames.findLast(({ atMs }) => atMs < nowMs)?.atMs ?? [])
      if (last.length > 0) goToInstant(Math.max(...last))
      else goTo(0)
    },
    /** To the next loss, duplicate, crash or ignored copy, or to the end. */
    nextSurprise(): void {
      const { run, moves, beside, nowMs } = get()
      if (beside.length > 0) {
        const next = [run, ...beside].flatMap(
          ({ trace }) => trace.find((e) => e.atMs > nowMs && isSurprise(trace, e))?.atMs ?? [],
        )
        goToInstant(next.length > 0 ? Math.min(...next) : lastInstantOf(get()))
        return
      }
      const shown = run.frames[moves - 1]?.events ?? 0
      const event = run.trace.find((e) => e.id > shown && isSurprise(run.trace, e))
      goTo(event === undefined ? run.frames.length : movesTo(run, event.id))
    },
    /** To the loss, duplicate, crash or ignored copy before, or to the beginning. */
    previousSurprise(): void {
      const { run, moves, beside, nowMs } = get()
      if (beside.length > 0) {
        const last = [run, ...beside].flatMap(
          ({ trace }) => trace.findLast((e) => e.atMs < nowMs && isSurprise(trace, e))?.atMs ?? [],
        )
        if (last.length > 0) goToInstant(Math.max(...last))
        else goTo(0)
        return
      }
      // The event at the playhead is not before it, unless time has gone on since.
      const at = nowMs > (run.frames[moves - 1]?.atMs ?? 0) ? moves : moves - 1
      const until = run.frames[at - 1]?.events ?? 0
      const event = run.trace.findLast((e) => e.id <= until && isSurprise(run.trace, e))
      goTo(event === undefined ? 0 : movesTo(run, event.id))
    },
    reset(): void {
      goTo(0)
      set({ ghost: null })
    },
    seek(ms: number): void {
      const { run } = get()
      const head = { ...playheadAt(run, ms), nowMs: Math.max(0, Math.min(ms, lastInstantOf(get()))) }
      set({ ...head, focus: focusAt(run, head.moves), playing: false, before: null })
    },
    goTo,
    /** Shows the run up to the move that an event belongs to. */
    goToEvent(id: number): void {
      goTo(movesTo(get().run, id))
      set({ focus: id })
    },
    setSpeed(speed: number): void {
      set({ speed })
    },
    /**
     * Opens a page. The run stays as it is, except that on return to a picture of costs the picture's run is put back.
     */
    open(page: Page): void {
      const { picture, scenario } = get()
      if (page === 'costs' && picture?.opened === scenario) actions.load(picture.scenario, 0, picture.page)
      else set({ ...leadingTo(page), playing: false, notice: null })
    },
    /** Sets an option by hand. What an address or a host sets does not count as the visitor's choice. */
    setOption<K extends keyof Options>(name: K, value: Options[K]): void {
      const { options, chosen } = get()
      set({ options: { ...options, [name]: value }, chosen: { ...chosen, [name]: value } })
    },
    setPredicting(predicting: boolean): void {
      set({ predicting })
    },
    setCurtain(curtain: boolean): void {
      set({ curtain })
    },
    /** Puts a page, or a run at its instant, back for the next class, without the changes of the last one. */
    startOver({ page, scenario, nowMs }: Pick<LabState, 'page' | 'scenario' | 'nowMs'>): void {
      if (get().scenario !== scenario || get().nowMs !== nowMs) actions.load(scenario, nowMs)
      gesture = null
      const clean = {
        past: [],
        future: [],
        selected: null,
        tried: [],
        eye: false,
        view: 'diagram',
        notice: null,
      } as const
      set({ ...clean, page, playing: false, predicting: false, curtain: false, round: get().round + 1 })
    },
    /** Opens a dialog over the page, and stops time to read it; null closes it. */
    openDialog(dialog: LabState['dialog']): void {
      set(dialog === null ? { dialog } : { dialog, playing: false })
    },
    setEye(eye: boolean): void {
      set({ eye })
    },
    /** Folds all quiet stretches, or none, whatever was opened by hand. */
    setFolding(folding: boolean): void {
      set({ folding, unfolded: [] })
    },
    /** Opens the stretch that begins at an instant, or folds it again. */
    toggleFold(fromMs: number): void {
      const rest = get().unfolded.filter((ms) => ms !== fromMs)
      set({ unfolded: rest.length < get().unfolded.length ? rest : [...rest, fromMs] })
    },
    setView(view: LabState['view']): void {
      set({ view })
    },
    setMode(mode: PresetName): void {
      const { tried, scenario } = get()
      const left = presetOf(scenario.policy)
      if (!edit({ policy: presets[mode] })) return
      set({ tried: [...tried, mode, ...(left === null ? [] : [left])] })
    },
    /** Loses a packet in flight where it is; close to an end, a quarter of the way from it. */
    losePacket(id: PacketId): void {
      if (get().scenario.faults.some((f) => f.do === 'drop' && f.packet === id)) return
      if (addFault({ do: 'drop', packet: id, ...whereItIs(id) }))
        showNext((event) => event.kind === 'drop' && event.packet === id)
    },
    /** Makes the network copy a packet in flight, where it is. */
    duplicatePacket(id: PacketId): void {
      const { message } = readPacketId(id) as Identity
      if (addFault({ do: 'duplicate', packet: id, ...whereItIs(id) }))
        showNext((event) => event.kind === 'duplicate' && event.message === message)
    },
    /** Delays a packet on its way by so much. */
    delayPacket(id: PacketId, ms: number): void {
      addFault({ do: 'delay', packet: id, ms })
    },
    /** Opens the card of a packet, and stops time to read it; null closes it. */
    openCard(packet: PacketId | null): void {
      set(packet === null ? { card: null } : { card: packet, playing: false })
    },
    hideGhost(): void {
      set({ ghost: null })
    },
    /** Loses the next packet of a kind that will leave, or takes that back. */
    loseNext(kind: PacketKind): void {
      if (isRefused('faults')) return
      const { scenario } = get()
      const armed = armedDrop(get(), kind)
      const next = nextPacket(get(), kind)
      if (armed !== null) edit({ faults: scenario.faults.filter((_, i) => i !== armed) })
      else if (next === null)
        set({ notice: { kind: 'info', id: kind === 'm' ? 'break.noNextMessage' : 'break.noNextAck' } })
      else addFault({ do: 'drop', packet: next.packet })
    },
    /** Crashes a process just after now; a process that is down restarts instead. */
    toggleCrash(process: ProcessName): void {
      if (isRefused('faults')) return
      const { nowMs, scenario, run, moves } = get()
      const afterNow = Math.floor(nowMs) + 1
      if (isUp(run, moves, process)) {
        if (addFault({ do: 'crash', process, atMs: afterNow }))
          showNext((event) => event.kind === 'crash' && event.process === process)
        return
      }
      const shown = run.frames[moves - 1]?.events ?? 0
      const crash = run.trace.findLast((e) => e.id <= shown && e.kind === 'crash' && e.process === process)
      const fault = crash && run.crashedBy.get(crash.id)
      if (crash === undefined || fault === undefined) {
        set({ notice: { kind: 'info', id: 'break.cannotRestart' } })
        return
      }
      const faults = scenario.faults.map((f, i) => (i === fault ? { ...f, downMs: afterNow - crash.atMs } : f))
      if (edit({ faults: faults as Fault[] }))
        showNext((event) => event.kind === 'restart' && event.process === process)
    },
    undo(): void {
      const { past, future, scenario } = get()
      const before = past.at(-1)
      if (before === undefined) return
      gesture = null
      put(before, undefined, false, { past: past.slice(0, -1), future: [...future, scenario] })
    },
    redo(): void {
      const { past, future, scenario } = get()
      const after = future.at(-1)
      if (after === undefined) return
      gesture = null
      put(after, undefined, false, { past: [...past, scenario], future: future.slice(0, -1) })
    },
    select(message: MessageId | null): void {
      set({ selected: message })
    },
    /**
     * Follows a message and shows where its fate was decided. If it was not sent yet, the playhead goes to its sending.
     */
    visit(message: MessageId): void {
      const { run } = get()
      set({ selected: message })
      const event = tellingEvent(run.trace, message, shownOf(get()))
      if (event !== undefined && event.id > shownOf(get())) actions.goToEvent(event.id)
      else if (event !== undefined) set({ look: { atMs: event.atMs } })
    },
    /** Changes knobs of the policy; faults stay. */
    turn(knobs: { sender?: Partial<Policy['sender']>; receiver?: Partial<Policy['receiver']> }): void {
      const { sender, receiver } = get().scenario.policy
      edit({ policy: { sender: { ...sender, ...knobs.sender }, receiver: { ...receiver, ...knobs.receiver } } })
    },
    setEnvironment(knobs: Partial<Environment>): void {
      edit({ environment: { ...get().scenario.environment, ...knobs } })
    },
    /** Edits as one moment of a gesture that passes many values, such as a drag or the typing of a number. */
    during(name: string, make: () => void): void {
      making = name
      try {
        make()
      } finally {
        making = null
      }
    },
    /** Ends the gesture: the next edit is another one, even of the same knob. */
    endGesture(): void {
      gesture = null
    },
    /** Crashes a process the next time it is about to run a line, or takes that back. */
    crashBefore(process: ProcessName, line: LineWord): void {
      if (isRefused('faults')) return
      const { scenario } = get()
      const armed = armedCrash(get(), process, line)
      if (armed !== null) {
        edit({ faults: scenario.faults.filter((_, i) => i !== armed) })
        return
      }
      const packet = nextAt(get(), process, line)
      if (packet === null) set({ notice: { kind: 'info', id: 'break.noNextLine' } })
      else addFault({ do: 'crash', process, packet, before: line })
    },
    removeFault(index: number): void {
      edit({ faults: get().scenario.faults.filter((_, i) => i !== index) })
    },
    clearFaults(): void {
      edit({ faults: [] })
    },
    /** Shows one run of the picture of costs that is open, after so many moves. */
    openRun(opened: Scenario, movesOf: (run: Run) => number): void {
      const { page, scenario } = get()
      actions.load(opened, 0, '')
      set({ picture: { page, scenario, opened } })
      goTo(movesOf(get().run))
    },
    /** Shows another scenario, perhaps on another page; its story, if any, is over. In the free lab it can be undone. */
    load(scenario: Scenario, atMs: number | null, page: Page = get().page): void {
      gesture = null
      const fresh = run(scenario, drawable)
      const head = playheadAt(fresh, atMs ?? 0)
      asked = { run: fresh, ms: atMs ?? 0 }
      const { scenario: left, past, page: was } = get()
      // In the free lab Undo leads back to the run that is replaced. No Undo leads out of a lesson or a puzzle.
      const kept = JSON.stringify(left) === JSON.stringify(scenario) ? past : pastWithThis()
      set({
        ...leadingTo(page),
        past: page === '' && was === '' ? kept : [],
        future: [],
        scenario,
        goesOn: false,
        run: fresh,
        plan: planOf(fresh.trace),
        ...head,
        focus: focusAt(fresh, head.moves),
        playing: false,
        before: null,
        notice: null,
        ghost: null,
        unfolded: [],
        card: null,
        story: noStory,
      })
    },
    /** Shares the playhead with other runs; with an empty list it moves over this run alone again. */
    setBeside(beside: readonly Run[]): void {
      const { run, nowMs } = get()
      const stillAsked = run === asked.run && nowMs === playheadAt(run, asked.ms).nowMs
      set({ beside, nowMs: Math.min(stillAsked ? asked.ms : nowMs, lastInstantOf({ run, beside })) })
    },
    hold(held: boolean): void {
      if (get().held !== held) set({ held })
    },
    /** Stops time while the lab is not visible. Whether it plays stays the choice of its user and its host. */
    rest(resting: boolean): void {
      if (get().resting !== resting) set({ resting })
    },
    notify(notice: Notice | null): void {
      set({ notice })
    },
    /** Moves the playhead on by real time; called once a frame while time passes. */
    tick(realMs: number): void {
      const { nowMs, speed, run, moves, before, focus } = get()
      if (!timePasses(get())) return
      const endMs = lastInstantOf(get())
      const next = Math.min(nowMs + realMs * speed, endMs)
      let at = moves
      while (at < run.frames.length && (run.frames[at]?.atMs as number) <= next) at++
      const ended = at >= run.frames.length && next >= endMs
      set({
        nowMs: next,
        moves: at,
        playing: !ended,
        focus: at === moves && !ended ? focus : ended ? focusAt(run, at) : heldFocus(run, at, next, focus),
        ...(before !== null && next - before.atMs > 2500 ? { before: null } : {}),
      })
    },
  }

  /** The state of another page, with the lesson that is left for it. */
  function leadingTo(page: Page): Pick<LabState, 'page' | 'left'> {
    const { page: from, left } = get()
    const isLesson = (one: Page) => partsOf(one).name === 'lesson'
    if (page === from) return { page, left }
    return { page, left: isLesson(page) ? '' : isLesson(from) ? from : left }
  }

  /** Where a packet is on its way now; close to an end, a quarter of the way from it. Nothing where it is half way. */
  function whereItIs(id: PacketId): { afterMs?: number } {
    const { plan, nowMs } = get()
    const mark = plan.packets.find(({ packet }) => packet === id)
    if (mark === undefined) return {}
    const hopMs = mark.dueMs - mark.fromMs
    const elapsedMs = Math.floor(nowMs) - mark.fromMs
    const afterMs = Math.round(Math.min(Math.max(elapsedMs, hopMs / 4), (hopMs * 3) / 4))
    return elapsedMs === 0 || afterMs === Math.floor(hopMs / 2) ? {} : { afterMs }
  }

  function addFault(fault: Fault): boolean {
    return edit({ faults: [...get().scenario.faults, fault] })
  }

  return { ...store, ...actions, addFault, edit, impose, isRefused }
}

/** Whether a question about the run on the page is open, or will be asked. */
export const isToBeAsked = ({ question, scenario }: LabState): boolean => question?.scenario === scenario

/** Whether the playhead is where the question is asked, and it is not answered. */
export const isAsked = (state: LabState): boolean =>
  isToBeAsked(state) && !state.playing && state.moves >= (state.question?.moves ?? 0)

/** Whether a process is up after so many moves. */
export function isUp(run: Run, moves: number, process: ProcessName): boolean {
  const { world } = judgedAt(run, moves)
  const at = world.system.processes.findIndex(({ name }) => name === process)
  return world.processes[at]?.up === true
}

/** What the same messages, weather and faults come to under each guarantee: found by running them. */
export function outcomesByGuarantee(scenario: Scenario): Record<PresetName, Verdict['outcomes']> {
  return byPreset((name) => verdictOf(run({ ...scenario, policy: presets[name] }, drawable).world).outcomes)
}

/** How far the playhead goes: until the run and those beside it have ended. */
export const lastInstantOf = ({ run, beside }: Pick<LabState, 'run' | 'beside'>): number =>
  Math.max(run.endMs, ...beside.map(({ endMs }) => endMs))

/** Whether the page shows and tells only what the sender can see; other views, and designs side by side, show all. */
export const isEyeOpen = ({ eye, view, page }: Pick<LabState, 'eye' | 'view' | 'page'>): boolean =>
  eye && view === 'diagram' && page !== 'compare'

/** How many trace events are shown. */
export const shownOf = ({ run, moves }: Pick<LabState, 'run' | 'moves'>): number => run.frames[moves - 1]?.events ?? 0

/** The packets on the wire at the playhead, earliest sent first. */
export function packetsInFlight(state: Pick<LabState, 'plan' | 'run' | 'moves'>): PacketMark[] {
  const shown = shownOf(state)
  return state.plan.packets.filter((mark) => isInFlight(mark, shown))
}

/** The index of the fault that will lose the next packet of this kind, if there is one. */
export function armedDrop(
  state: Pick<LabState, 'plan' | 'run' | 'moves' | 'scenario'>,
  kind: PacketKind,
): number | null {
  const next = nextPacket(state, kind)
  if (next === null) return null
  const at = state.scenario.faults.findIndex((fault) => fault.do === 'drop' && fault.packet === next.packet)
  return at < 0 ? null : at
}

/** The index of the fault that will crash a process before this line, if one is still to come. */
export function armedCrash(
  state: Pick<LabState, 'run' | 'moves' | 'scenario'>,
  process: ProcessName,
  line: LineWord,
): number | null {
  const { scenario, run } = state
  const shown = shownOf(state)
  const at = scenario.faults.findIndex((fault, i) => {
    if (fault.do !== 'crash' || fault.process !== process || fault.before !== line || !run.applied[i]) return false
    return run.trace.some(
      (e) => e.id > shown && e.kind === 'crash' && e.process === process && run.crashedBy.get(e.id) === i,
    )
  })
  return at < 0 ? null : at
}

/** The packet with which a process will be about to run a line next. */
export function nextAt(state: Pick<LabState, 'run' | 'moves'>, process: ProcessName, line: LineWord): PacketId | null {
  const { run } = state
  const shown = shownOf(state)
  const waits = line === 'wait for ACK'
  const next = run.trace.find(
    (e) =>
      e.id > shown &&
      e.process === process &&
      (waits ? e.kind === 'send' && e.expiresMs !== undefined : e.line === line && e.kind !== 'crash'),
  )
  if (next === undefined || waits) return next?.packet ?? null
  // A crash at a line is named by the packet being handled, not by the ACK that the line sends.
  return run.trace.findLast((e) => e.id < next.id && e.kind === 'deliver' && e.process === process)?.packet ?? null
}

/** The next packet of a kind that leaves after the playhead. */
export function nextPacket(state: Pick<LabState, 'plan' | 'run' | 'moves'>, kind: PacketKind): PacketMark | null {
  const shown = shownOf(state)
  return state.plan.packets.find((mark) => mark.kind === kind && mark.firstEvent > shown) ?? null
}

function scoreNow(run: Run, moves: number, atMs: number): Before {
  const { verdict, dropped, sent } = judgedAt(run, moves)
  const { lost, duplicated } = verdict.outcomes
  return { lost, duplicated, actual: verdict.actual, expected: verdict.expected, dropped, sent, atMs }
}
