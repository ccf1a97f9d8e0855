import { describe, expect, test } from 'vitest'
import { readDocument } from '../readDocument.ts'
import { documentOf, isSystemId, kindOf, knobsOf, readKnobs, settingsOf, systemIds } from './builtIn.ts'

const problemsOf = (input: unknown) => {
  const read = readKnobs('outbox', input)
  return read.ok ? 'none' : read.problems.map(({ field, problem }) => `${field}: ${problem}`).join('\n')
}

describe.each(systemIds)('%s', (id) => {
  test('gives a document in order, with its own id, at every setting of its knobs', () => {
    for (const knobs of settingsOf(id)) {
      const document = documentOf(id, knobs)
      expect(readDocument(document), JSON.stringify(knobs)).toEqual({ ok: true, value: document })
      expect(document.id).toBe(id)
    }
  })

  test('has the same properties at every setting, so that answers can be compared', () => {
    const names = (knobs = {}) => Object.keys(documentOf(id, knobs).properties)
    for (const knobs of settingsOf(id)) expect(names(knobs)).toEqual(names())
  })

  test('has defaults that are values, a sentence for each knob, and one knob that leads', () => {
    for (const { values, default: standard, decides } of Object.values(knobsOf(id))) {
      expect(values).toContain(standard)
      expect(new Set(values).size).toBe(values.length)
      expect(decides).toMatch(/^[A-Z].*\.$/)
    }
    expect(Object.keys(knobsOf(id))).toContain(kindOf(id).leads)
  })

  test('has no value of a knob that never changes the document', () => {
    for (const [name, { values, default: standard }] of Object.entries(knobsOf(id))) {
      for (const value of values.filter((value) => value !== standard)) {
        const differs = settingsOf(id, { [name]: [standard] }).some(
          (knobs) =>
            JSON.stringify(documentOf(id, knobs)) !== JSON.stringify(documentOf(id, { ...knobs, [name]: value })),
        )
        expect(differs, `${name} ${value}`).toBe(true)
      }
    }
  })
})

describe('knobs', () => {
  test('that are left out stand at their defaults', () => {
    const standard = Object.fromEntries(Object.entries(knobsOf('outbox')).map(([name, knob]) => [name, knob.default]))
    expect(readKnobs('outbox', {})).toEqual({ ok: true, value: standard })
    expect(documentOf('outbox')).toEqual(documentOf('outbox', standard))
    expect(readKnobs('outbox', { inbox: 'atomic' })).toEqual({ ok: true, value: { ...standard, inbox: 'atomic' } })
  })

  test('are complained about by their field', () => {
    expect(problemsOf({ mark: 'never', brokerDedup: 'true', relayKey: null })).toBe(
      [
        'knobs.mark: must be "afterConfirm", "afterPublish" or "beforePublish"',
        'knobs.brokerDedup: must be false or true',
        'knobs.relayKey: must be "event" or "session"',
      ].join('\n'),
    )
    expect(problemsOf({ marks: 'afterConfirm' })).toBe(
      'knobs.marks: is no knob of "outbox": it has "mark", "brokerDedup", "relayKey", "inbox"',
    )
    expect(problemsOf(JSON.parse('{"__proto__": 1}'))).toContain('knobs.__proto__: is no knob')
    for (const input of [null, [], 'outbox', 3]) expect(problemsOf(input)).toBe('knobs: must be an object')
  })

  test('that are wrong give no document', () => {
    expect(() => documentOf('outbox', { mark: 'never' })).toThrow('knobs.mark must be "afterConfirm"')
  })

  test('belong to systems that are there', () => {
    expect(isSystemId('outbox')).toBe(true)
    expect(isSystemId('outboxes')).toBe(false)
    expect(isSystemId(['outbox'])).toBe(false)
  })
})
