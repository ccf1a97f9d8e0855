/** Six short sounds for what happens. Each goes with something that is seen and said; none is the only sign of it. */
import type { Trace, TraceEvent } from '../sim/trace.ts'

export interface Earcon {
  /** Tones, one after the other: from a pitch to a pitch, in hertz. */
  readonly tones: readonly { readonly from: number; readonly to: number; readonly ms: number }[]
  readonly wave: 'sine' | 'triangle' | 'square' | 'sawtooth'
}

/** An effect rises, a loss falls far, an effect that happens again sounds twice; a crash is the only rough sound. */
export const earcons = {
  send: { wave: 'sine', tones: [{ from: 520, to: 620, ms: 60 }] },
  deliver: { wave: 'sine', tones: [{ from: 620, to: 520, ms: 60 }] },
  lost: { wave: 'triangle', tones: [{ from: 440, to: 160, ms: 220 }] },
  applied: { wave: 'triangle', tones: [{ from: 660, to: 880, ms: 120 }] },
  again: {
    wave: 'triangle',
    tones: [
      { from: 660, to: 880, ms: 110 },
      { from: 660, to: 880, ms: 110 },
    ],
  },
  crash: { wave: 'sawtooth', tones: [{ from: 110, to: 55, ms: 240 }] },
} as const satisfies Record<string, Earcon>

export type EarconName = keyof typeof earcons

/** The sound of an event; null for most of them. */
export function earconOf(trace: Trace, { id, kind, message }: TraceEvent): EarconName | null {
  switch (kind) {
    case 'send':
    case 'deliver':
    case 'crash':
      return kind
    case 'drop':
      return 'lost'
    case 'apply':
      return trace.some((e) => e.id < id && e.kind === 'apply' && e.message === message) ? 'again' : 'applied'
    default:
      return null
  }
}
