import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/**
 * A component that is fetched when it is first shown, and shows as soon as it is there; until then there is `meanwhile`.
 * Under `lazy`, React keeps what it shows meanwhile for 0.3 s at least, however soon the part has come. A part that cannot be
 * fetched is an error of the component.
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
