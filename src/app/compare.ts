/**
 * Several designs under the same messages, weather and faults. Each column is a lab of its own, because a diagram needs
 * one. The page's lab owns the playhead and the fault script, and the columns follow it. A fault that is put in by hand
 * in a column goes into that script.
 */

import * as v from 'valibot'
import { createStore } from 'zustand/vanilla'
import { isVendor, type VendorId, vendorIds, vendorOf } from '../lessons/vendors/vendors.ts'
import { alignedFigures, differingMarks, type FigureRow, type RunTotals, totalsOf } from '../picture/compare.ts'
import type { PacketMark } from '../picture/plan.ts'
import { isPreset, type Policy, policySchema, presetNames, presetOf, presets, samePolicy } from '../protocol/policy.ts'
import type { PacketId, PacketKind } from '../sim/packet.ts'
import type { Scenario } from '../sim/scenario.ts'
import { armedDrop, createLab, type Lab, nextPacket, packetsInFlight, shownOf } from './lab.ts'
import { movesUpTo } from './playhead.ts'
import { judgedAt } from './score.ts'

const variant = (sender: Partial<Policy['sender']>, receiver: Partial<Policy['receiver']>): Policy =>
  v.parse(policySchema, { sender, receiver })

/** Designs that a column can have, beside those of vendors: the guarantees, and one step away from them. */
export const columnDesigns = {
  ...presets,
  volatileKeys: variant({}, { dedup: 'volatile' }),
  keyFirst: variant({}, { dedup: 'durable', commit: 'keyFirst' }),
  effectFirst: variant({}, { dedup: 'durable', commit: 'effectFirst' }),
  newKeys: variant({ keyScope: 'attempt' }, { dedup: 'durable' }),
  ackFirst: variant({}, { ackTiming: 'beforeEffect' }),
  setEffect: variant({}, { effect: 'set' }),
} satisfies Record<string, Policy>

export type ColumnDesignName = keyof typeof columnDesigns | VendorId | 'yours'
export const columnDesignNames: readonly ColumnDesignName[] = [
  ...(Object.keys(columnDesigns) as (keyof typeof columnDesigns)[]),
  ...vendorIds,
  'yours',
]
export const columnCount = { least: 2, most: 4 } as const

export interface ComparisonColumn {
  readonly name: ColumnDesignName
  readonly lab: Lab
}

export interface ComparisonState {
  readonly columns: readonly ComparisonColumn[]
  /** The page's own design, the latest that is none of the guarantees; null while there has been none. */
  readonly yours: Policy | null
  /** The column that is the page's design now. */
  readonly current: ColumnDesignName | null
  /** What each column has come to at the instant that is shown, and their figures side by side. */
  readonly totals: readonly RunTotals[]
  readonly figures: readonly FigureRow[]
  /** The packets in flight in any column, each once, earliest sent first. */
  readonly inFlight: readonly PacketMark[]
  /** Whether the next packet of a kind is to be lost in any column. */
  readonly armed: Readonly<Record<PacketKind, boolean>>
  /** For each column, the events whose marks are not in all of them. */
  readonly differing: readonly ReadonlySet<number>[]
}

export type Comparison = ReturnType<typeof createComparison>

/** The guarantees side by side, as many as leave room for the page's own design when it is another. Nothing moves before `start`. */
export function createComparison(page: Lab) {
  const { policy } = page.getState().scenario
  const yours = presetOf(policy) === null ? policy : null
  const columnOf = (name: ColumnDesignName, own: Policy | null): ComparisonColumn => {
    const policy = name === 'yours' ? (own as Policy) : isVendor(name) ? vendorOf(name).policy : columnDesigns[name]
    const lab = createLab({ ...page.getState().scenario, policy })
    const openCard = (packet: PacketId | null) => {
      // While a card is read, time stops in all columns, and only one card is open.
      if (packet !== null) page.pause()
      if (packet !== null) for (const other of get().columns) if (other.lab !== column.lab) other.lab.openCard(null)
      lab.openCard(packet)
    }
    const column = { name, lab: { ...lab, openCard } }
    return column
  }
  const store = createStore<ComparisonState>(() => ({
    columns: [...presetNames.slice(0, columnCount.most - 1), ...(yours === null ? [] : ['yours' as const])].map(
      (name) => columnOf(name, yours),
    ),
    yours,
    current: null,
    totals: [],
    figures: [],
    inFlight: [],
    armed: { m: false, a: false },
    differing: [],
  }))
  const { getState: get, setState: set } = store

  /** True while this module changes the labs itself. */
  let busy = false
  function quietly(work: () => void): void {
    if (busy) return
    busy = true
    try {
      work()
    } finally {
      busy = false
    }
  }
  /** The runs and moves that the figures were last counted from. */
  let counted: readonly unknown[] = []
  let drawn: readonly unknown[] = []

  /** Gives the columns the page's script and instant. Between two events only the instant has changed. */
  function follow(): void {
    const { scenario } = page.getState()
    const { columns } = get()
    for (const { lab } of columns) {
      const { policy: _, ...shared } = scenario
      if (!sameScript(lab.getState().scenario, scenario)) lab.impose(shared)
    }
    share()
    const { nowMs, moves, playing, selected, speed, options } = page.getState()
    for (const { lab } of columns) {
      const { run } = lab.getState()
      const at = moves === 0 && nowMs === 0 ? 0 : movesUpTo(run, nowMs)
      lab.setState({ nowMs, moves: at, playing, selected, speed, options })
    }
    count()
  }

  /** Lets the page's playhead go as far as the longest column, and every column's paper with it. */
  function share(): void {
    const runs = [page, ...get().columns.map(({ lab }) => lab)].map((lab) => lab.getState().run)
    if (same(drawn, runs)) return
    drawn = runs
    page.setBeside(runs.slice(1))
    for (const { lab } of get().columns) lab.setBeside(runs)
    set({ differing: differingMarks(get().columns.map(({ lab }) => lab.getState().plan)) })
  }

  function count(): void {
    const states = get().columns.map(({ lab }) => lab.getState())
    const now = states.flatMap(({ run, moves }) => [run, moves])
    if (same(counted, now)) return
    counted = now
    const totals = states.map((state) => {
      const { ledger, verdict } = judgedAt(state.run, state.moves)
      return totalsOf(ledger, verdict, state.plan, shownOf(state))
    })
    const isArmed = (kind: PacketKind) => states.some((state) => armedDrop(state, kind) !== null)
    set({
      totals,
      figures: alignedFigures(totals),
      inFlight: flyingIn(get().columns),
      armed: { m: isArmed('m'), a: isArmed('a') },
    })
  }

  /** Applies what was done by hand in a column to the page. */
  function lead({ lab }: ComparisonColumn): void {
    const { scenario, nowMs, playing, selected, notice } = lab.getState()
    const now = page.getState()
    // What a column refuses is said on the page.
    if (notice !== null) {
      lab.notify(null)
      page.notify(notice)
    }
    if (scenario.faults !== now.scenario.faults) page.edit({ faults: scenario.faults })
    // A column that was paused has gone on to what the fault made happen.
    if (!playing && nowMs !== page.getState().nowMs) page.seek(nowMs)
    if (selected !== now.selected) page.select(selected)
    page.hold(get().columns.some((column) => column.lab.getState().held))
    follow()
  }

  /** Remembers the page's own design, and notes which column has the page's design now. */
  function noteDesign(): void {
    const { policy } = page.getState().scenario
    const isIts = ({ lab }: ComparisonColumn) => samePolicy(lab.getState().scenario.policy, policy)
    if (presetOf(policy) === null && !get().columns.some(isIts)) {
      set({ yours: policy })
      const others = get().columns.filter(({ name }) => name !== 'yours')
      if (others.length < columnCount.most) setColumns([...others, columnOf('yours', policy)])
    }
    set({ current: get().columns.find(isIts)?.name ?? null })
  }

  let unfollow: (() => void)[] = []
  function setColumns(columns: readonly ComparisonColumn[]): void {
    set({ columns })
    for (const stop of unfollow) stop()
    unfollow = columns.map((column) => column.lab.subscribe(() => quietly(() => lead(column))))
  }

  const actions = {
    /** Connects the columns to the page. Returns what disconnects them. */
    start(): () => void {
      setColumns(get().columns)
      quietly(() => {
        noteDesign()
        follow()
      })
      let { scenario } = page.getState()
      const stop = page.subscribe((state) =>
        quietly(() => {
          if (state.scenario !== scenario) noteDesign()
          scenario = state.scenario
          follow()
        }),
      )
      return () => {
        stop()
        for (const each of unfollow) each()
        drawn = []
        page.setBeside([])
        page.hold(false)
      }
    },
    add(name: ColumnDesignName): void {
      const { columns, yours: own } = get()
      if (columns.length >= columnCount.most || columns.some((column) => column.name === name)) return
      if (name === 'yours' && own === null) return
      quietly(() => {
        setColumns(
          [...columns, columnOf(name, own)].sort(
            (a, b) => columnDesignNames.indexOf(a.name) - columnDesignNames.indexOf(b.name),
          ),
        )
        noteDesign()
        follow()
      })
    },
    remove(name: ColumnDesignName): void {
      const { columns } = get()
      if (columns.length <= columnCount.least) return
      quietly(() => {
        setColumns(columns.filter((column) => column.name !== name))
        follow()
      })
    },
    /** Makes a column's design that of the page. */
    use(name: ColumnDesignName): void {
      if (isPreset(name)) page.setMode(name)
      else {
        const column = get().columns.find((candidate) => candidate.name === name)
        if (column) page.edit({ policy: column.lab.getState().scenario.policy })
      }
    },
    /** Loses a packet, wherever it is in flight. */
    losePacket(packet: PacketId): void {
      leaderOf(packet)?.losePacket(packet)
    },
    /** Opens the card of a packet, in the first column where it is in flight. */
    openCard(packet: PacketId): void {
      leaderOf(packet)?.openCard(packet)
    },
    /** Loses the next packet of a kind, in the first column that has one, or takes that back. */
    loseNext(kind: PacketKind): void {
      const labs = get().columns.map(({ lab }) => lab)
      const lab =
        labs.find((each) => armedDrop(each.getState(), kind) !== null) ??
        labs.find((each) => nextPacket(each.getState(), kind) !== null)
      if (lab) lab.loseNext(kind)
      else page.notify({ kind: 'info', id: kind === 'm' ? 'break.noNextMessage' : 'break.noNextAck' })
    },
  }

  const leaderOf = (packet: PacketId): Lab | undefined =>
    get().columns.find(({ lab }) => packetsInFlight(lab.getState()).some((mark) => mark.packet === packet))?.lab

  return { ...store, ...actions }
}

function flyingIn(columns: readonly ComparisonColumn[]): PacketMark[] {
  const all = new Map(
    columns.flatMap(({ lab }) => packetsInFlight(lab.getState()).map((mark) => [mark.packet, mark] as const)),
  )
  return [...all.values()].sort((a, b) => a.fromMs - b.fromMs)
}

/**
 * Whether two scenarios differ in the policy alone. Scenarios share parts that are the same, so that parts are compared
 * by identity.
 */
const sameScript = (a: Scenario, b: Scenario): boolean =>
  a.faults === b.faults && a.environment === b.environment && a.messages === b.messages && a.seed === b.seed

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, i) => each === b[i])
