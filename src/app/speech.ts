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
  /** Lets a message wait its turn; `keeps` says what of what waits already is still said. */
  readonly tell: (slot: Slot, text: string, keeps?: Keeps) => void
  /** Nothing that waits is said any more. */
  readonly hush: () => void
}

/** Gives `speak` one text after another, no more often than somebody can listen; `more` words how many are left out. */
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

  /** More to say does not change when it is said: a timer set anew by each message of a flood might never come. */
  function schedule(): void {
    const due = dueMs(narration)
    // What happens in one turn is said together.
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
