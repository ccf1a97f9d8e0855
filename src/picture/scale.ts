/** A value as a place on the screen, in proportion. A d3 scale would bring its parsers of colours and formats with it. */
export function linear(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  const per = (end - start) / (to - from)
  return (value) => start + (value - from) * per
}
