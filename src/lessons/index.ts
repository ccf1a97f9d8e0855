/** The lessons in the order in which they are taken. One module with all of them, made to be loaded when needed. */
import ackOfAck from './ack-of-ack.json'
import ackTooEarly from './ack-too-early.json'
import dedup from './dedup.json'
import keyFirst from './key-first.json'
import lastWord from './last-word.json'
import lateSet from './late-set.json'
import { type Lesson, readLesson } from './lesson.ts'
import longerTimeout from './longer-timeout.json'
import loseTheAck from './lose-the-ack.json'
import loseTheMessage from './lose-the-message.json'
import newKey from './new-key.json'
import offsets from './offsets.json'
import oneTransaction from './one-transaction.json'
import payments from './payments.json'
import replay from './replay.json'
import sameFaults from './same-faults.json'
import setOrAdd from './set-or-add.json'
import twoWorlds from './two-worlds.json'
import volatileKeys from './volatile-keys.json'
import webhooks from './webhooks.json'
import windowKeys from './window-keys.json'
import windowTime from './window-time.json'

/** Groups, in order, with the ids of their lessons, in order. */
export const syllabus = [
  {
    group: 'packet',
    lessons: ['lose-the-ack', 'lose-the-message', 'same-faults', 'longer-timeout', 'ack-too-early'],
  },
  { group: 'doubt', lessons: ['two-worlds', 'last-word', 'ack-of-ack'] },
  {
    group: 'keys',
    lessons: ['dedup', 'volatile-keys', 'key-first', 'one-transaction', 'window-keys', 'window-time', 'new-key'],
  },
  { group: 'effect', lessons: ['set-or-add', 'late-set'] },
  { group: 'practice', lessons: ['payments', 'webhooks', 'offsets', 'replay'] },
] as const

export type GroupName = (typeof syllabus)[number]['group']
export type LessonId = (typeof syllabus)[number]['lessons'][number]

const documents: Readonly<Record<LessonId, unknown>> = {
  'lose-the-ack': loseTheAck,
  'lose-the-message': loseTheMessage,
  'same-faults': sameFaults,
  'longer-timeout': longerTimeout,
  'ack-too-early': ackTooEarly,
  'two-worlds': twoWorlds,
  'last-word': lastWord,
  'ack-of-ack': ackOfAck,
  dedup,
  'volatile-keys': volatileKeys,
  'key-first': keyFirst,
  'one-transaction': oneTransaction,
  'window-keys': windowKeys,
  'window-time': windowTime,
  'new-key': newKey,
  'set-or-add': setOrAdd,
  'late-set': lateSet,
  payments,
  webhooks,
  offsets,
  replay,
}

export const lessonIds: readonly LessonId[] = syllabus.flatMap(({ lessons }) => [...lessons])

/** Whether an address names a lesson. */
export function isLessonId(id: string): id is LessonId {
  return Object.hasOwn(documents, id)
}

const read = new Map<LessonId, Lesson>()

/** The lesson with this id, checked the first time it is asked for. Throws on a document that is no lesson. */
export function lessonOf(id: LessonId): Lesson {
  let lesson = read.get(id)
  if (lesson === undefined) {
    const answer = readLesson(documents[id])
    if (!answer.ok) {
      const problems = answer.problems.map(({ field, problem }) => `${field}: ${problem}`).join('; ')
      throw new Error(`the lesson "${id}" cannot be read: ${problems}`)
    }
    lesson = answer.value
    read.set(id, lesson)
  }
  return lesson
}
