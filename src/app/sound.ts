import { type Earcon, type EarconName, earconOf, earcons } from '../picture/earcons.ts'
import { isSeen } from '../picture/eye.ts'
import { onHappening } from './heard.ts'
import { isEyeOpen, type Lab } from './lab.ts'

/** The same sound within so many milliseconds would not be heard as another one, so it is not played. */
const gapMs = 70

/**
 * Plays sounds for what happens in a lab. Browsers allow sound only after an action of the visitor; until then there is
 * none, and no error. Returns what stops it.
 */
export function sound(lab: Lab): () => void {
  let context: AudioContext | null = null
  const lastMs = new Map<EarconName, number>()

  const stop = onHappening(lab, (events, state) => {
    const { run, options } = state
    const heard = isEyeOpen(state) ? events.filter(isSeen) : events
    for (const name of new Set(heard.flatMap((event) => earconOf(run.trace, event) ?? []))) {
      const now = performance.now()
      if (now - (lastMs.get(name) ?? -gapMs) < gapMs || !mayPlay()) continue
      lastMs.set(name, now)
      context ??= new AudioContext()
      void context.resume()
      play(context, earcons[name], options.volume / 100)
    }
  })
  return () => {
    stop()
    void context?.close()
  }
}

const mayPlay = (): boolean => navigator.userActivation?.hasBeenActive ?? true

function play(context: AudioContext, { tones, wave }: Earcon, volume: number): void {
  let at = context.currentTime
  for (const { from, to, ms } of tones) {
    const until = at + ms / 1000
    const oscillator = new OscillatorNode(context, { type: wave, frequency: from })
    oscillator.frequency.exponentialRampToValueAtTime(to, until)
    const gain = new GainNode(context, { gain: 0 })
    // Loudness is perceived by its square. Without a slope at both ends the tone would click.
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(0.3 * volume ** 2, at + 0.01)
    gain.gain.linearRampToValueAtTime(0, until)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(at)
    oscillator.stop(until)
    at = until
  }
}
