import { outcomeWordsOf } from '../picture/compare.ts'
import { explain, weightOf } from '../picture/explain.ts'
import { type Listening, slotOf } from '../picture/narration.ts'
import type { Run } from '../sim/run.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { type Say, seconds } from '../words/words.ts'
import type { ColumnDesignName, Comparison } from './compare.ts'
import { type Lab, lastInstantOf, shownOf } from './lab.ts'
import { speechTo } from './speech.ts'

/** A column as it was last heard of: which run, and how many of its events were shown. */
interface HeardColumn {
  readonly name: ColumnDesignName
  readonly run: Run
  readonly shown: number
}

interface Instant {
  readonly playing: boolean
  readonly nowMs: number
  readonly columns: readonly HeardColumn[]
}

/**
 * Says aloud what happens in the columns of a comparison: what is the same in all of them once, what is not by the name
 * of its design. `isBusy` tells whether the control that has the focus says by itself where time stands. Returns what
 * stops it.
 */
export function narrateComparison(
  page: Lab,
  comparison: Comparison,
  say: Say,
  nameOf: (design: ColumnDesignName) => string,
  speak: (text: string) => void,
  isBusy: () => boolean,
): () => void {
  const speech = speechTo(speak)
  let before = look()
  let asked = false

  // The columns follow the page, and the page a column: only when both are done they stand at one instant.
  function lookSoon(): void {
    if (!asked) queueMicrotask(hear)
    asked = true
  }

  function look(): Instant {
    const { playing, nowMs } = page.getState()
    const columns = comparison.getState().columns.map(({ name, lab }) => {
      const state = lab.getState()
      return { name, run: state.run, shown: shownOf(state) }
    })
    return { playing, nowMs, columns }
  }

  function hear(): void {
    asked = false
    const [was, now] = [before, look()]
    before = now
    const { options, speed } = page.getState()
    const verbosity = options.narration
    if (verbosity === 'off') {
      speech.hush()
      return
    }
    const sameRuns =
      was.columns.length === now.columns.length && now.columns.every(({ run }, i) => run === was.columns[i]?.run)
    const hasShown = ({ columns }: Instant) => columns.some(({ shown }) => shown > 0)
    // The first move is at the instant of the beginning.
    const moved = now.nowMs !== was.nowMs || hasShown(now) !== hasShown(was)
    const stopped = was.playing && !now.playing
    if (!moved && sameRuns && !stopped) return
    if (!hasShown(now) && hasShown(was)) {
      speech.hush()
      speech.tell('playback', say('compare.start'))
      return
    }
    const plays = was.playing && sameRuns && now.nowMs >= was.nowMs
    if (plays || !moved || !isBusy()) {
      const listening = { verbosity, speed: plays ? speed : 0 }
      const { text, matters } = happened(now, was, listening, moved)
      if (text !== '') speech.tell(matters ? 'outcome' : 'network', text)
    }
    const ended = !now.playing && now.nowMs >= lastInstantOf(page.getState())
    if (ended && moved) speech.tell('playback', say('compare.end', { results: results(now) }))
    else if (stopped) speech.tell('playback', say('compare.paused', { at: seconds(now.nowMs), results: results(now) }))
    else if (!sameRuns && !moved) speech.tell('playback', say('compare.soFar', { results: results(now) }))
  }

  /**
   * What happened since in each column, of each the event that matters most: while it plays; by steps all at the instant
   * that is shown; after an edit what has come to happen at it.
   */
  function happened(
    now: Instant,
    was: Instant,
    listening: Listening,
    moved: boolean,
  ): { text: string; matters: boolean } {
    const telling = now.columns.map(({ run, shown }, i) => {
      const old = was.columns[i]
      const from = listening.speed > 0 ? (old?.shown ?? shown) : firstAt(run, now.nowMs)
      const events = run.trace
        .slice(from, shown)
        .filter((event) => slotOf(run.trace, event, listening) !== null && (moved || !isIn(old?.run, event)))
      return weightiest(run, events)
    })
    const texts = now.columns.map(({ run }, i) => {
      const event = telling[i]
      if (event === undefined) return ''
      const { what } = explain(run.trace, event, run.scenario.policy)
      return say(what.id, what.values)
    })
    const matters = now.columns.some(({ run }, i) => {
      const event = telling[i]
      return event !== undefined && weightOf(run.trace, event) === 3
    })
    return { text: byDesign(now, texts), matters }
  }

  /** What is said of the columns, as many of them together as it is the same of; nothing of those without a word. */
  function byDesign({ columns }: Instant, texts: readonly string[]): string {
    const together = new Map<string, string[]>()
    columns.forEach(({ name }, i) => {
      const text = texts[i] ?? ''
      if (text !== '') together.set(text, [...(together.get(text) ?? []), nameOf(name)])
    })
    return [...together]
      .map(([what, designs]) =>
        designs.length === columns.length ? what : say('compare.told', { designs: designs.join(', '), what }),
      )
      .join(' ')
  }

  function results(now: Instant): string {
    const texts = comparison.getState().totals.map((totals) =>
      say('compare.result', {
        outcomes: outcomeWordsOf(totals)
          .map(({ what }) => say(what.id, what.values))
          .join(', '),
      }),
    )
    return byDesign(now, texts)
  }

  const stops = [page.subscribe(lookSoon), comparison.subscribe(lookSoon)]
  return () => {
    for (const stop of stops) stop()
    speech.hush()
  }
}

/** How many events there were before an instant. */
const firstAt = ({ trace }: Run, ms: number): number => trace.findLast(({ atMs }) => atMs < ms)?.id ?? 0

const isIn = (run: Run | undefined, event: TraceEvent): boolean =>
  run?.trace.some(
    ({ kind, atMs, packet, process }) =>
      kind === event.kind && atMs === event.atMs && packet === event.packet && process === event.process,
  ) ?? false

/** The event that matters most; the latest of those that matter as much. */
function weightiest({ trace }: Run, events: readonly TraceEvent[]): TraceEvent | undefined {
  const most = Math.max(...events.map((event) => weightOf(trace, event)))
  return events.findLast((event) => weightOf(trace, event) === most)
}
