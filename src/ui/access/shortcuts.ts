import { tinykeys } from 'tinykeys'
import { type Lab, packetsInFlight } from '../../app/lab.ts'
import { presetNames } from '../../protocol/policy.ts'

/** What a shortcut does; `packet` is the one in flight that has the focus, if one has. */
type Act = (lab: Lab, packet: string | undefined) => void

interface Shortcut {
  readonly id: string
  /** The keys as the help names them: each alone does it. */
  readonly keys: readonly string[]
  /** The same for tinykeys: by `key`, or by `code` where the place of the key is meant; what each does. */
  readonly binds: Readonly<Record<string, Act>>
  /** Whether an author may have locked what it changes. */
  readonly lock?: 'mode' | 'faults'
}

const play: Act = (lab) => (lab.getState().playing ? lab.pause() : lab.play())
/** As its switch, where there is one. */
const toggleEye: Act = (lab) => {
  const { eye, view } = lab.getState()
  if (view === 'diagram') lab.setEye(!eye)
}
const help: Act = (lab) => lab.openDialog('help')

/** The character shortcuts, in the order of the help. */
export const shortcuts = [
  { id: 'play', keys: ['Space', 'K'], binds: { Space: play, k: play } },
  { id: 'back', keys: ['J', ','], binds: { j: (lab) => lab.stepBack(), ',': (lab) => lab.stepBack() } },
  { id: 'forward', keys: ['L', '.'], binds: { l: (lab) => lab.stepForward(), '.': (lab) => lab.stepForward() } },
  { id: 'surprise', keys: ['N'], binds: { n: (lab) => lab.nextSurprise() } },
  { id: 'surpriseBefore', keys: ['Shift+N'], binds: { 'Shift+n': (lab) => lab.previousSurprise() } },
  {
    id: 'mode',
    keys: ['1', '2', '3'],
    binds: Object.fromEntries(
      presetNames.map((name, i): [string, Act] => [`Digit${i + 1}`, (lab) => lab.setMode(name)]),
    ),
    lock: 'mode',
  },
  { id: 'lose', keys: ['X'], binds: { x: lose }, lock: 'faults' },
  // A text field has an Undo of its own.
  { id: 'undo', keys: ['Ctrl+Z'], binds: { '$mod+z': (lab) => lab.undo() } },
  {
    id: 'redo',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    binds: { '$mod+Shift+z': (lab) => lab.redo(), '$mod+y': (lab) => lab.redo() },
  },
  { id: 'crashSender', keys: ['C'], binds: { c: (lab) => lab.toggleCrash('sender') }, lock: 'faults' },
  {
    id: 'crashReceiver',
    keys: ['Shift+C'],
    binds: { 'Shift+c': (lab) => lab.toggleCrash('receiver') },
    lock: 'faults',
  },
  // Where a page is the lab's own it works before anything has the focus, too: present/keys.ts.
  { id: 'present', keys: ['P'], binds: {} },
  { id: 'eye', keys: ['S'], binds: { s: toggleEye } },
  // On some keyboards the question mark is a key of its own.
  { id: 'help', keys: ['?'], binds: { '?': help, 'Shift+?': help } },
] as const satisfies readonly Shortcut[]

/**
 * Listens to the shortcuts as long as the focus is within an element, and never where somebody writes, chooses from a
 * list or is in a dialog. Returns what stops it.
 */
export function listenToShortcuts(lab: Lab, region: HTMLElement): () => void {
  const bindings = (shortcuts as readonly Shortcut[]).flatMap(({ binds, lock }) =>
    Object.entries(binds).map(([key, act]): [string, (event: KeyboardEvent) => void] => [
      key,
      (event) => {
        const target = event.composedPath()[0] as HTMLElement
        const { lock: fixed, present } = lab.getState().options
        const locked: readonly string[] = fixed
        // A clicker's full stop blanks the screen.
        if (present && key === '.') return
        if (event.defaultPrevented || takesKey(target, key) || (lock && locked.includes(lock))) return
        event.preventDefault()
        act(lab, target.dataset.packet)
      },
    ]),
  )
  return tinykeys(region, Object.fromEntries(bindings))
}

const writes = 'input:not([type="range"], [type="radio"], [type="checkbox"]), textarea, [contenteditable]'
/** What the space bar already does something to. */
const presses = 'button, a, summary, input, [role="button"]'

const takesKey = (target: HTMLElement, key: string): boolean =>
  target.matches(writes) ||
  // Letters choose from a list.
  (!key.startsWith('$mod') && target.matches('select')) ||
  target.closest('dialog, [role="dialog"]') !== null ||
  (key === 'Space' && target.matches(presses))

function lose(lab: Lab, packet: string | undefined): void {
  const state = lab.getState()
  const flying = packetsInFlight(state)
  const mark =
    flying.find((each) => each.packet === packet) ?? flying.find((each) => each.message === state.selected) ?? flying[0]
  if (mark) lab.losePacket(mark.packet)
}
