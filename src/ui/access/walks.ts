import type { WalkDirection } from '../../picture/walk.ts'

interface WalkKeys {
  readonly id: string
  /** The keys as the help names them: each alone does it. */
  readonly keys: readonly string[]
  /** The same as events name them, with Shift where it is held; where each leads, or what else it does. */
  readonly binds: Readonly<Record<string, WalkDirection | 'press' | 'card' | 'leave'>>
}

/**
 * The keys of the diagram, in the order of the help. They work whether character shortcuts are on or not, as arrow keys
 * do, except N, which is a character.
 */
export const walks = [
  { id: 'time', keys: ['Up', 'Down'], binds: { ArrowUp: 'earlier', ArrowDown: 'later' } },
  { id: 'cause', keys: ['Left'], binds: { ArrowLeft: 'cause' } },
  { id: 'effect', keys: ['Right'], binds: { ArrowRight: 'effect' } },
  { id: 'ends', keys: ['Home', 'End'], binds: { Home: 'first', End: 'last' } },
  { id: 'surprise', keys: ['N', 'Shift+N'], binds: { n: 'surpriseAfter', 'Shift+n': 'surpriseBefore' } },
  // What a button does anyway.
  { id: 'act', keys: ['Enter'], binds: { Enter: 'press' } },
  { id: 'card', keys: ['Shift+F10', 'Menu'], binds: { 'Shift+F10': 'card', ContextMenu: 'card' } },
  { id: 'leave', keys: ['Esc'], binds: { Escape: 'leave' } },
] as const satisfies readonly WalkKeys[]

const binds = new Map((walks as readonly WalkKeys[]).flatMap(({ binds }) => Object.entries(binds)))

/** What a key means on an event or on a packet in flight; undefined where it means nothing. */
export function meaning({
  key,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'shiftKey'>): WalkKeys['binds'][string] | undefined {
  const name = key.length === 1 ? key.toLowerCase() : key
  return binds.get(shiftKey ? `Shift+${name}` : name)
}
