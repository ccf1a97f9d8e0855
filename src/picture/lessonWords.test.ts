import { expect, test } from 'vitest'
import { lessonIds, lessonOf, syllabus } from '../lessons/index.ts'
import { causeNames } from '../lessons/lesson.ts'
import words from '../words/lessons.en.json'
import { wordsOf } from '../words/words.ts'
import { causeWord, choiceSentences, groupWord, lessonParts, measuredSentence, wordsOfLesson } from './lessonWords.ts'

const say = wordsOf('en', words)

test('every lesson has all of its words, and no words are of a lesson that is not there', () => {
  expect(Object.keys(words.lesson).sort()).toEqual([...lessonIds].sort())
  for (const id of lessonIds) {
    expect(Object.keys(words.lesson[id]), id).toEqual([...lessonParts])
    for (const [part, word] of Object.entries(wordsOfLesson(id))) expect(word).toBe(`lesson.${id}.${part}`)
  }
})

test.each(lessonIds)('%s explains itself in sixty words, and asks', (id) => {
  const { question, predict, explain } = wordsOfLesson(id)
  expect(say(explain).split(/\s+/).length).toBeLessThanOrEqual(60)
  expect(say(question)).toMatch(/\?$/)
  expect(say(predict)).toMatch(/\?$/)
})

test('no lesson promises exactly-once delivery', () => {
  expect(JSON.stringify(words)).not.toMatch(/exactly-once/i)
})

test('the choices of a prediction read differently from each other', () => {
  for (const id of lessonIds) {
    const { predict } = lessonOf(id)
    const said = choiceSentences(predict).map(({ id, values }) => say(id, values))
    expect(new Set(said).size, id).toBe(predict.choices.length)
  }
})

test('a measure is said in its own unit', () => {
  const said = (...[measure, value]: Parameters<typeof measuredSentence>) => {
    const { id, values } = measuredSentence(measure, value)
    return say(id, values)
  }
  expect(said({ of: 'effects', message: 1 }, 2)).toBe('twice')
  expect(said({ of: 'effects', message: 1 }, 0)).toBe('never')
  expect(said({ of: 'actual' }, 30)).toBe('30 $')
  expect(said({ of: 'lost' }, 1)).toBe('1 message')
  expect(said({ of: 'outcome', message: 1 }, 'lost')).toBe('It is lost: never applied')
  expect(said({ of: 'belief', message: 1 }, 'gaveUp')).toBe('The sender gave up on it')
})

test('every cause and every group has words', () => {
  expect(Object.keys(words.cause).sort()).toEqual([...causeNames].sort())
  expect(causeNames.every((cause) => say(causeWord(cause)).endsWith('.'))).toBe(true)
  expect(Object.keys(words.syllabus.group)).toEqual(syllabus.map(({ group }) => group))
  expect(syllabus.every(({ group }) => say(groupWord(group)).length > 0)).toBe(true)
})
