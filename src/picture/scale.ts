/** A linear scale. Importing it from d3 would add its parsers of colours and formats to the bundle. */
export function linear(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  const per = (end - start) / (to - from)
  return (value) => start + (value - from) * per
}
