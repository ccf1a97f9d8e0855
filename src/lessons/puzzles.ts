/** The puzzles in the order in which they are met: what they take is taught by the lessons in that order. */
import * as v from 'valibot'
import { type Puzzle, puzzleSchema } from './puzzle.ts'
import anotherName from './puzzles/another-name.json'
import bothAtOnce from './puzzles/both-at-once.json'
import durableAndYetTwice from './puzzles/durable-and-yet-twice.json'
import gaveUpThoughDone from './puzzles/gave-up-though-done.json'
import loseDespiteRetries from './puzzles/lose-despite-retries.json'
import memoryIsNotEnough from './puzzles/memory-is-not-enough.json'
import mendIt from './puzzles/mend-it.json'
import noFaultAtAll from './puzzles/no-fault-at-all.json'
import noVisibleEffect from './puzzles/no-visible-effect.json'
import onlyLate from './puzzles/only-late.json'
import promisedNotDone from './puzzles/promised-not-done.json'
import theOlderWins from './puzzles/the-older-wins.json'
import wrongAndSure from './puzzles/wrong-and-sure.json'

export const puzzles: readonly Puzzle[] = [
  noVisibleEffect,
  wrongAndSure,
  noFaultAtAll,
  onlyLate,
  loseDespiteRetries,
  gaveUpThoughDone,
  bothAtOnce,
  memoryIsNotEnough,
  durableAndYetTwice,
  anotherName,
  promisedNotDone,
  theOlderWins,
  mendIt,
].map((data) => v.parse(puzzleSchema, data))
