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
    keys: presetNames.map((_, i) => `${i + 1}`),
    binds: Object.fromEntries(
      presetNames.map((name, i): [string, Act] => [`Digit${i + 1}`, (lab) => lab.setMode(name)]),
    ),
  },
  { id: 'lose', keys: ['X'], binds: { x: lose } },
  // A text field has an Undo of its own.
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
  // Where a page is the lab's own it works before anything has the focus, too: present/keys.ts.
  { id: 'present', keys: ['P'], binds: {} },
  { id: 'eye', keys: ['S'], binds: { s: toggleEye } },
  // On some keyboards the question mark is a key of its own.
  { id: 'help', keys: ['?'], binds: { '?': help, 'Shift+?': help } },
] as const satisfies readonly Shortcut[]

/** The rows of one table of keys as far as another one does not take them; one that is left without a key is gone. */
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
 * Listens to the shortcuts as long as the focus is within an element, and never where somebody writes, chooses from a
 * list or is in a dialog. Returns what stops it.
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
 * Before anything has the focus, on a page of the lab's own, the space bar plays and stops, and Escape stops: who has just
 * come cannot know yet where to go for that. Returns what stops listening.
 */
export function listenWithoutFocus(lab: Lab, page: Document): () => void {
  function onKey(event: KeyboardEvent): void {
    const { key, target, defaultPrevented, ctrlKey, metaKey, altKey, shiftKey } = event
    const { playing, options } = lab.getState()
    if (target !== page.body || defaultPrevented || ctrlKey || metaKey || altKey || shiftKey || options.present) return
    if (key === 'Escape') lab.pause()
    if (key !== ' ' || options.keys === 'off') return
    // Where there is something to scroll, the space bar scrolls it, unless it runs away.
    if (!playing && page.documentElement.scrollHeight > page.documentElement.clientHeight) return
    event.preventDefault()
    if (playing) lab.pause()
    else lab.play()
  }
  page.addEventListener('keydown', onKey)
  return () => page.removeEventListener('keydown', onKey)
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
