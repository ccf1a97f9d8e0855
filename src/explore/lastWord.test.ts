import { expect, test } from 'vitest'
import { run } from '../sim/run.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { lossScripts, possibleFor } from './lastWord.ts'

const exchange = (attempts: number, awaitAck = true) =>
  scenarioOf({
    messages: 1,
    policy: { sender: { attempts, awaitAck }, receiver: { dedup: 'durable' } },
  })

const lost = (...packets: string[]) => packets.map((packet) => ({ do: 'drop' as const, packet }))

/** Every run of an exchange, with what each end can know when it is over. */
function ends(attempts: number) {
  return lossScripts(1, attempts)
    .map((faults) => run({ ...exchange(attempts), faults }))
    .filter(({ applied }) => !applied.includes(false))
    .map((whole) => ({
      losses: whole.scenario.faults.length,
      sender: possibleFor('sender', whole, 1, whole.endMs),
      receiver: possibleFor('receiver', whole, 1, whole.endMs),
    }))
}

test('a message alone: the sender cannot know whether it was heard', () => {
  const heard = run(exchange(1, false))
  expect([...possibleFor('sender', heard, 1, 5000)].sort()).toEqual([0, 1])
})

test('an ACK to it: now the sender knows, and the receiver does not', () => {
  const heard = run(exchange(1))
  expect([...possibleFor('sender', heard, 1, heard.endMs)]).toEqual([1])
  expect([...possibleFor('receiver', heard, 1, 5000)].sort()).toEqual(['acknowledged', 'gaveUp'])
  const silent = run({ ...exchange(1), faults: lost('a1.1') })
  expect([...possibleFor('sender', silent, 1, silent.endMs)].sort()).toEqual([0, 1])
})

test('a retry tells the receiver that its ACK was lost; the silence after it says nothing again', () => {
  const retried = run({ ...exchange(2), faults: lost('a1.1') })
  expect([...possibleFor('receiver', retried, 1, 4000)]).toEqual(['pending'])
  expect([...possibleFor('receiver', retried, 1, 20_000)].sort()).toEqual(['acknowledged', 'gaveUp'])
})

test.each([1, 2, 3, 4])('with %i attempts there is no script of losses after which both ends know', (attempts) => {
  const all = ends(attempts)
  // Attempt by attempt: the message lost or its ACK, until one round trip succeeds: 1 + 2 + … + 2ⁿ runs.
  expect(all).toHaveLength(2 ** (attempts + 1) - 1)
  expect(all.filter(({ sender, receiver }) => sender.size === 1 && receiver.size === 1)).toEqual([])
})

test('one more attempt asks the network for one more loss before the receiver is deceived, and never ends it', () => {
  for (const attempts of [1, 2, 3, 4]) {
    const packets = ['a1.1', ...Array.from({ length: attempts - 1 }, (_, i) => `m1.${i + 2}`)]
    const heard = run(exchange(attempts))
    const deceived = run({ ...exchange(attempts), faults: lost(...packets) })
    expect(deceived.scenario.faults).toHaveLength(attempts)
    const end = Math.max(heard.endMs, deceived.endMs)
    expect(possibleFor('receiver', heard, 1, end)).toEqual(possibleFor('receiver', deceived, 1, end))
  }
})

test('without a bound on attempts there is no end of scripts', () => {
  expect(() => possibleFor('sender', run(scenarioOf({ messages: 1 })), 1, 1000)).toThrow(/at most 6 attempts/)
})
