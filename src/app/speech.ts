import {
  again,
  dueMs,
  flush,
  type Keeps,
  type Narration,
  queueMessage,
  type Slot,
  silence,
} from '../picture/narration.ts'

/** What waits to be said aloud. */
export interface Speech {
  /** Adds a message; `keeps` says which of the waiting messages are still said. */
  readonly tell: (slot: Slot, text: string, keeps?: Keeps) => void
  /** Drops all messages that wait. */
  readonly hush: () => void
}

/** Gives `speak` one text after another, no faster than a listener can follow; `more` words how many are left out. */
export function speechTo(speak: (text: string) => void, more?: (count: number) => string): Speech {
  let narration: Narration = silence
  let said = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function flushNow(): void {
    timer = undefined
    const { narration: rest, text } = flush(narration, performance.now(), more)
    narration = rest
    if (text !== null) {
      said = again(text, said)
      speak(said)
    }
    schedule()
  }

  /** A new message does not restart the timer: with many messages it would never fire. */
  function schedule(): void {
    const due = dueMs(narration)
    // The timer lets messages of one turn of the event loop be said together.
    if (due !== null && timer === undefined) timer = setTimeout(flushNow, Math.max(0, due - performance.now()))
  }

  return {
    tell(slot, text, keeps) {
      narration = queueMessage(narration, slot, text, performance.now(), keeps)
      schedule()
    },
    hush() {
      narration = { ...silence, saidMs: narration.saidMs }
      clearTimeout(timer)
      timer = undefined
    },
  }
}
