import type { Scenario } from '../../sim/scenario.ts'
import type { Trace } from '../../sim/trace.ts'
import type { Say } from '../../words/words.ts'

/** What an export is made from: a run, and the instant that is looked at, in virtual milliseconds. */
export interface ExportedRun {
  readonly scenario: Scenario
  readonly trace: Trace
  readonly atMs: number
}

/** One way to write a run down as text. The same run and words give the same text, byte for byte. */
export interface TextFormat {
  readonly name: string
  /** What a file of it is called behind the dot. */
  readonly extension: string
  readonly type: string
  readonly write: (shown: ExportedRun, say: Say) => string
}
