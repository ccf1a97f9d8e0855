import { tinykeys } from 'tinykeys'
import { type Lab, packetsInFlight } from '../../app/lab.ts'
import { presetNames } from '../../protocol/policy.ts'

/** What a shortcut does; `packet` is the one in flight that has the focus, if one has. */
type Act = (lab: Lab, packet: string | undefined) => void

interface Shortcut {
  readonly id: string
  /** The keys as the help names them: each alone does it. */
  readonly keys: readonly string[]
  /** The same for tinykeys, by `key`, or by `code` where the position of the key is meant, with what each does. */
  readonly binds: Readonly<Record<string, Act>>
}

const play: Act = (lab) => (lab.getState().playing ? lab.pause() : lab.play())
/** Does what the switch does, where there is one on the page. */
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
    keys: presetNames.map((_, i) => `${i + 1}`),
    binds: Object.fromEntries(
      presetNames.map((name, i): [string, Act] => [`Digit${i + 1}`, (lab) => lab.setMode(name)]),
    ),
  },
  { id: 'lose', keys: ['X'], binds: { x: lose } },
  // Does not apply in text fields, which have an Undo of their own.
  { id: 'undo', keys: ['Ctrl+Z'], binds: { '$mod+z': (lab) => lab.undo() } },
  {
    id: 'redo',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    binds: { '$mod+Shift+z': (lab) => lab.redo(), '$mod+y': (lab) => lab.redo() },
  },
  { id: 'crashSender', keys: ['C'], binds: { c: (lab) => lab.toggleCrash('sender') } },
  {
    id: 'crashReceiver',
    keys: ['Shift+C'],
    binds: { 'Shift+c': (lab) => lab.toggleCrash('receiver') },
  },
  // Handled by present/keys.ts, because on the lab's own page it works even if nothing has the focus.
  { id: 'present', keys: ['P'], binds: {} },
  { id: 'eye', keys: ['S'], binds: { s: toggleEye } },
  // On some keyboards the question mark needs no Shift.
  { id: 'help', keys: ['?'], binds: { '?': help, 'Shift+?': help } },
] as const satisfies readonly Shortcut[]

/** The rows of one table of keys without the keys of another table. Rows without a key left are dropped. */
export function without<Row extends { readonly keys: readonly string[] }>(
  rows: readonly Row[],
  taken: readonly { readonly keys: readonly string[] }[],
): (Omit<Row, 'keys'> & { readonly keys: readonly string[] })[] {
  const gone = new Set(taken.flatMap(({ keys }) => keys))
  return rows.flatMap(({ keys, ...row }) => {
    const left = keys.filter((key) => !gone.has(key))
    return left.length === 0 ? [] : [{ ...row, keys: left }]
  })
}

/**
 * Listens to the shortcuts while the focus is within an element, except in text fields, lists and dialogs. Returns what
 * stops it.
 */
export function listenToShortcuts(lab: Lab, region: HTMLElement): () => void {
  const bindings = (shortcuts as readonly Shortcut[]).flatMap(({ binds }) =>
    Object.entries(binds).map(([key, act]): [string, (event: KeyboardEvent) => void] => [
      key,
      (event) => {
        const target = event.composedPath()[0] as HTMLElement
        // A clicker's full stop blanks the screen.
        if (lab.getState().options.present && key === '.') return
        if (event.defaultPrevented || takesKey(target, key)) return
        event.preventDefault()
        act(lab, target.dataset.packet)
      },
    ]),
  )
  return tinykeys(region, Object.fromEntries(bindings))
}

/**
 * On the lab's own page, while nothing has the focus, the space bar plays and stops, and Escape stops, so that a
 * visitor need not find a button first. Returns what stops listening.
 */
export function listenWithoutFocus(lab: Lab, page: Document): () => void {
  function onKey(event: KeyboardEvent): void {
    const { key, target, defaultPrevented, ctrlKey, metaKey, altKey, shiftKey } = event
    const { playing, options } = lab.getState()
    if (target !== page.body || defaultPrevented || ctrlKey || metaKey || altKey || shiftKey || options.present) return
    if (key === 'Escape') lab.pause()
    if (key !== ' ' || options.keys === 'off') return
    // Where the page scrolls, the space bar scrolls it, except while the run plays.
    if (!playing && page.documentElement.scrollHeight > page.documentElement.clientHeight) return
    event.preventDefault()
    if (playing) lab.pause()
    else lab.play()
  }
  page.addEventListener('keydown', onKey)
  return () => page.removeEventListener('keydown', onKey)
}

const writes = 'input:not([type="range"], [type="radio"], [type="checkbox"]), textarea, [contenteditable]'
/** Elements for which the space bar has a meaning already. */
const presses = 'button, a, summary, input, [role="button"]'

const takesKey = (target: HTMLElement, key: string): boolean =>
  target.matches(writes) ||
  // In a list letters choose an entry.
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
