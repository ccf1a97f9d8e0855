import { describe, expect, test } from 'vitest'
import { systemOf } from '../../protocol/makeSystem.ts'
import { readDocument } from '../../protocol/readDocument.ts'
import cases from '../fixtures/cases.json'
import { plainSearch } from './plain.ts'

describe('the plain search gives the answers that are known of documents', () => {
  test.each(cases.map((known, i) => [`${i} ${known.system} ${JSON.stringify(known.knobs)}`, known] as const))(
    '%s',
    (_, known) => {
      const read = readDocument(known.document)
      if (!read.ok) throw new Error(JSON.stringify(read.problems))
      const answer = plainSearch({
        system: systemOf(read.value),
        messages: known.messages,
        faults: known.faults,
        network: { reorder: true, ...known.network },
      })
      const faults = Object.entries(answer.outcomes).map(([name, found]) => [name, found?.faults ?? null])
      expect(answer.complete).toBe(true)
      expect(Object.fromEntries(faults)).toEqual(known.outcomes)
      expect(answer.neverEnds).toBe(known.neverEnds)
    },
  )
})
