/**
 * A built-in system: knobs, and the document that they give. Each is plain data and one function in a file of its own;
 * `builtIn.ts` lists them. Nothing here reads what comes from outside: `readKnobs.ts` does.
 */
import type { SystemDocument } from '../document.ts'

export type KnobValue = string | number | boolean

export interface Knob<V extends KnobValue = KnobValue> {
  /** Every value that it can have, in the order in which they are offered. */
  readonly values: readonly V[]
  readonly default: V
  /** One sentence: what turning this knob decides. */
  readonly decides: string
}

export type KnobTable = Readonly<Record<string, Knob>>

/** Where the knobs of a table stand. */
export type KnobsOf<T extends KnobTable> = { readonly [K in keyof T]: T[K]['values'][number] }

export interface SystemKind<Id extends string = string, T extends KnobTable = KnobTable> {
  readonly id: Id
  /** Its knobs by name. The names and values are public JSON. */
  readonly knobs: T
  /** The knob that its story turns on; it is always in reach. */
  readonly leads: string
  /** How often a message is submitted by default, in milliseconds, where one keeps its processes longer than usual. */
  readonly sendEveryMs?: number
  /** The document that the knobs give: the same for the same knobs, always in order, and `id` is its id. */
  document(knobs: KnobsOf<T>): SystemDocument
}

/** A knob of a table. */
export function knob<const V extends readonly KnobValue[]>(
  values: V,
  standard: V[number],
  decides: string,
): Knob<V[number]> {
  return { values, default: standard, decides }
}

/** A system, with the values of its knobs known to the compiler. */
export function systemKind<const Id extends string, T extends KnobTable>(
  kind: SystemKind<Id, T> & { readonly leads: keyof T },
): SystemKind<Id, T> {
  return kind
}

/** How often something is tried at most, where a knob says it. */
export const tries = [1, 2, 3, 4, 5, 'unlimited'] as const

/**
 * The ids of its words in the catalogue: title and story, and for knobs, their values and properties their names. Systems
 * share the words of knobs and properties of the same name. A number stands for itself.
 */
export function wordIdsOf({ id, knobs, document }: SystemKind): string[] {
  const standard = Object.fromEntries(Object.entries(knobs).map(([name, knob]) => [name, knob.default]))
  return [
    `systems.title.${id}`,
    `systems.story.${id}`,
    ...Object.entries(knobs).flatMap(([name, { values }]) => [
      `systems.knob.${name}`,
      `systems.decides.${name}`,
      ...values.flatMap((value) => (typeof value === 'number' ? [] : `systems.value.${name}.${value}`)),
    ]),
    ...Object.keys(document(standard).properties).map((property) => `systems.property.${property}`),
  ]
}
