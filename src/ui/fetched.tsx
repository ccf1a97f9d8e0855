import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/**
 * A component that is fetched when it is first shown; until it is loaded `meanwhile` is shown. React's `lazy` would
 * show a fallback for at least 0.3 s, even if the part is loaded sooner. If loading fails, the component throws.
 */
export function fetched<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  meanwhile: ReactNode,
): ComponentType<Props> {
  let there: ComponentType<Props> | undefined
  function Fetched(props: Props) {
    const [Part, setPart] = useState(() => there)
    const [problem, setProblem] = useState<{ readonly error: unknown } | null>(null)
    useEffect(() => {
      if (there !== undefined) return
      load().then(
        (part) => {
          there = part.default
          setPart(() => part.default)
        },
        (error: unknown) => setProblem({ error }),
      )
    }, [])
    if (problem !== null) throw problem.error
    return Part === undefined ? meanwhile : <Part {...props} />
  }
  return Fetched
}
