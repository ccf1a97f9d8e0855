import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesOf, syntaxProblem } from './jsonText.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('a problem is found exactly where JSON.parse finds one', () => {
  const signs = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ \n01.5e-+truefalsn/u'), maxLength: 12 })
  const mangled = fc
    .tuple(fc.json({ maxDepth: 5 }), fc.nat(), fc.string({ maxLength: 2 }), fc.nat(3))
    .map(([text, at, put, gone]) => {
      const i = at % (text.length + 1)
      return text.slice(0, i) + put + text.slice(i + gone)
    })
  fc.assert(
    fc.property(fc.oneof(fc.json(), signs, mangled), (text) => {
      expect(syntaxProblem(text) === null).toBe(isJson(text))
    }),
    { seed: 51, numRuns: 20_000 },
  )
})

test('what comes before the place is the beginning of some JSON', () => {
  expect(syntaxProblem('{\n  "faults": [\n    {"do": "drop",}\n  ]\n}')).toEqual({
    line: 3,
    column: 19,
    field: 'faults.0.do',
    expected: 'a name in quotes',
  })
  expect(syntaxProblem('[1, 2,, 3]')).toEqual({ line: 1, column: 7, field: '2', expected: 'a value' })
  expect(syntaxProblem('{"a": 1} x')).toMatchObject({ column: 10, field: '', expected: 'nothing more' })
  expect(syntaxProblem("{'a': 1}")).toMatchObject({ column: 2, expected: 'a name in quotes or "}"' })
  expect(syntaxProblem('{"a" 1}')).toMatchObject({ column: 6, expected: '":"' })
  expect(syntaxProblem('{"a": "b\n"}')).toMatchObject({ line: 1, column: 7, field: 'a', expected: 'a value' })
})

test('a field has the line that it stands at, a missing one that of its parent', () => {
  const text = '{\n "a": {"b": [0,\n  {"c": 1}]\n },\n "d": 2\n}'
  expect(Object.fromEntries(linesOf(text, ['a', 'a.b.1', 'a.b.1.c', 'a.b.1.x', 'd', 'x']))).toEqual({
    a: 2,
    'a.b.1': 3,
    'a.b.1.c': 3,
    'a.b.1.x': 3,
    d: 5,
    x: 1,
  })
  // Of one that is given twice JSON.parse takes the last.
  expect(linesOf('{"a": 1,\n"a": 2,\n"b": 3}', ['a'])).toEqual(new Map([['a', 2]]))
})

test('a text may be as deep and as long as it likes', () => {
  expect(syntaxProblem('['.repeat(1_000_000))).toMatchObject({ column: 65, expected: 'no more than 64 levels' })
  expect(syntaxProblem(`{"a":"${'\\n'.repeat(1_000_000)}`)).toMatchObject({ column: 6, expected: 'a value' })
})
