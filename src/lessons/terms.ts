import { presetNames } from '../protocol/presets.ts'

/** The terms of the glossary in the order of reading. Their anchors are `term-<id>` and never change. */
export const terms = [
  'message',
  'packet',
  'attempt',
  'delivery',
  'effect',
  'ack',
  'key',
  'dropped',
  'undecided',
  'lost',
  'duplicated',
  'absorbed',
  ...presetNames,
  'idempotent',
  'window',
  'offset',
  'fault',
  'property',
  'bounds',
  'counterexample',
] as const
export type TermId = (typeof terms)[number]

/** Those that are taken for something else, and so say what they are not. */
export const mistaken = [
  'message',
  'delivery',
  'effect',
  'ack',
  'dropped',
  'lost',
  'duplicated',
  'effectivelyOnce',
] as const

export const isMistaken = (id: TermId): id is (typeof mistaken)[number] => (mistaken as readonly TermId[]).includes(id)
