import type { LineDocument, Operation } from '../document.ts'
import { asking, when } from './lines.ts'
import { knob } from './systemKind.ts'

/** The knob of everyone who consumes: a table of what has been handled, and how it is written with the effect. */
export const inboxKnob = knob(
  ['none', 'effectFirst', 'keyFirst', 'atomic'],
  'none',
  'Whether the consumer notes what it has handled, and how note and effect are written: one after the other, or in one transaction.',
)

export type Inbox = (typeof inboxKnob.values)[number]

interface Effect {
  /** The ledger that has the effect. */
  readonly ledger: string
  /** What else is written in the effect's own transaction. */
  readonly with?: readonly Operation[]
  /** A fence: an effect under a lease that is outdated there ends the task instead. */
  readonly fence?: string
  /** Where the task goes if the inbox has the message already. */
  readonly known: string
}

/** The lines of a consumer that have the effect, and that keep the inbox if there is one. */
export function effectLines(inbox: Inbox, { ledger, with: also = [], fence, known }: Effect): readonly LineDocument[] {
  const effect = (word: string, ...operations: readonly Operation[]): LineDocument => {
    const all: Operation[] = [['apply', ledger], ...operations, ...also]
    return fence === undefined ? { word, do: all } : asking(word, { stale: fence }, 'end', ...all)
  }
  const noteKey: Operation = ['put', 'inbox']
  return [
    ...when(inbox !== 'none', asking('check inbox', { in: 'inbox' }, known)),
    ...when<LineDocument>(inbox === 'keyFirst', { word: 'note key', do: [noteKey] }),
    inbox === 'atomic' ? effect('apply and note key', noteKey) : effect('apply'),
    ...when<LineDocument>(inbox === 'effectFirst', { word: 'note key', do: [noteKey] }),
  ]
}
