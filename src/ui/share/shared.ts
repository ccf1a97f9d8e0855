import { useEffect, useState } from 'react'
import { presetOf } from '../../protocol/policy.ts'
import { type Options, writeOptions } from '../../share/options.ts'
import { hasRun, partsOf, writeAddress } from '../../share/page.ts'
import { useLabState } from '../context.tsx'
import { say } from './words.ts'

/** What the dialog's tabs choose together. */
export interface Shared {
  /** The page as it begins, the run at its instant, or from its beginning; null for what the page suggests. */
  readonly what: 'page' | 'instant' | 'start' | null
  readonly options: Partial<Options>
  /** The author's title for it; null for the lab's own. */
  readonly title: string | null
}

export interface PanelProps {
  readonly shared: Shared
  readonly title: string
  /** The same without the name of the lab. */
  readonly short: string
  readonly onShare: (change: Partial<Shared>) => void
  readonly onDone: () => void
}

/** What is shared unless the author chooses: a page without a run as it is, a run at its instant. */
export function useChoice(shared: Shared): {
  choices: readonly NonNullable<Shared['what']>[]
  what: NonNullable<Shared['what']>
} {
  const page = useLabState((state) => state.page)
  const choices = hasRun(page) ? (['instant', 'start'] as const) : (['page', 'instant', 'start'] as const)
  return { choices, what: shared.what ?? choices[0] }
}

/** The hash of what is shared, with further options. */
export function useHash(shared: Shared, more: Partial<Options> = {}): string {
  const { what } = useChoice(shared)
  const page = useLabState((state) => state.page)
  const scenario = useLabState((state) => state.scenario)
  const nowMs = useLabState((state) => state.nowMs)
  const place = what === 'page' || hasRun(page) ? page : ''
  return writeAddress(
    place,
    { scenario, atMs: what === 'instant' ? Math.round(nowMs) : null },
    writeOptions({ ...shared.options, ...more }),
  )
}

/**
 * What the page is called, for those who do not see it, with and without the name of the lab: a lesson by its title, a
 * run by its guarantee and faults.
 */
export function useTitle(): Pick<PanelProps, 'title' | 'short'> {
  const { name, id } = partsOf(useLabState((state) => state.page))
  const scenario = useLabState((state) => state.scenario)
  const [lesson, setLesson] = useState<string | null>(null)
  useEffect(() => {
    if (name !== 'lesson' && name !== 'worksheet') return
    void import('../course/words.ts').then(({ lessonText: sayOf }) => setLesson(sayOf(id, 'title')))
  }, [name, id])
  const alone = (title: string) => ({ title, short: title })
  if (name === 'lesson' && lesson !== null) return alone(lesson)
  if (name !== '') return alone(say(`sharing.place.${name}`))
  const preset = presetOf(scenario.policy)
  const guarantee = preset === null ? say('sharing.custom') : say(`mode.${preset}`)
  const short = say('sharing.run', { guarantee, faults: scenario.faults.length })
  return { title: say('sharing.runHere', { run: short }), short }
}
