import { expect, test } from 'vitest'
import { presets } from '../protocol/policy.ts'
import { type Run, run } from '../sim/run.ts'
import { type Scenario, scenarioOf } from '../sim/scenario.ts'
import { ledgerOf } from '../verdict/ledger.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { alignedFigures, differingMarks, totalsOf } from './compare.ts'
import { planOf } from './plan.ts'

const canonical = scenarioOf({
  faults: [
    { do: 'drop', packet: 'a1.1' },
    { do: 'drop', packet: 'm2.1' },
  ],
})
const guarantees = ['atMostOnce', 'atLeastOnce', 'effectivelyOnce'] as const
const under = (scenario: Scenario) => guarantees.map((name) => run({ ...scenario, policy: presets[name] }))
const totals = ({ trace, world }: Run) => {
  const ledger = ledgerOf(world)
  return totalsOf(ledger, verdictOf(world, ledger), planOf(trace), trace.length)
}
const figures = (scenario: Scenario) =>
  Object.fromEntries(alignedFigures(under(scenario).map(totals)).map((row) => [row.name, row]))

test('the fault script of every column is the same, byte for byte', () => {
  const scripts = under(canonical).map(({ scenario }) => JSON.stringify(scenario.faults))
  expect(new Set(scripts).size).toBe(1)
})

test('two faults: at most once loses m2, at least once duplicates m1, effectively once neither', () => {
  const [never, again, keyed] = under(canonical).map(totals)
  expect(never).toMatchObject({ lostMessages: [2], duplicatedMessages: [], actual: 20, attempts: 3, packets: 3 })
  expect(again).toMatchObject({ lostMessages: [], duplicatedMessages: [1], actual: 40, attempts: 5, effects: 4 })
  expect(keyed).toMatchObject({ lostMessages: [], duplicatedMessages: [], actual: 30, deliveries: 4, effects: 3 })
})

test('the column that says something else than most is the odd one', () => {
  const { lost, duplicated, money } = figures(canonical)
  expect(lost).toMatchObject({ values: ['1', '0', '0'], differs: true, odd: [true, false, false] })
  expect(duplicated).toMatchObject({ values: ['0', '1', '0'], differs: true, odd: [false, true, false] })
  expect(money).toMatchObject({ values: ['30 20', '30 40', '30 30'], differs: true, odd: [true, true, true] })
})

test('without a fault the outcomes agree and only the price differs', () => {
  const { lost, duplicated, money, effects, packets } = figures(scenarioOf({}))
  for (const row of [lost, duplicated, money, effects]) expect(row).toMatchObject({ differs: false })
  expect(packets).toMatchObject({ values: ['3', '6', '6'], odd: [true, false, false] })
})

test('the same run has no mark of its own', () => {
  const plan = planOf(run(canonical).trace)
  expect(differingMarks([plan, plan, plan]).map(({ size }) => size)).toEqual([0, 0, 0])
})

test('a message that is lost in all columns is common; what comes of it is not', () => {
  const plans = under(canonical).map(({ trace }) => planOf(trace))
  const differing = differingMarks(plans)
  const isDifferent = (i: number, packet: string) => {
    const mark = plans[i]?.packets.find((candidate) => candidate.packet === packet)
    return mark && differing[i]?.has(mark.firstEvent)
  }
  expect([0, 1, 2].map((i) => isDifferent(i, 'm1.1'))).toEqual([false, false, false])
  expect([0, 1, 2].map((i) => isDifferent(i, 'm2.1'))).toEqual([false, false, false])
  expect([0, 1, 2].map((i) => isDifferent(i, 'm2.2'))).toEqual([undefined, true, true])
})

test('a mark that is only later in one column is the same mark', () => {
  const [, again, keyed] = under(scenarioOf({}))
  const plans = [again, keyed].map((each) => planOf((each as Run).trace))
  const acks = plans.map(({ packets }) => packets.find(({ packet }) => packet === 'a1.1')?.fromMs)
  expect(acks[0]).not.toBe(acks[1])
  const [first] = differingMarks(plans)
  const ack = plans[0]?.packets.find(({ packet }) => packet === 'a1.1')
  expect(first?.has(ack?.firstEvent as number)).toBe(false)
})

test('the second effect of a message is another mark than the copy that was ignored', () => {
  const [, again, keyed] = under(canonical).map(({ trace }) => planOf(trace))
  const [first, second] = differingMarks([again, keyed] as never)
  const shapes = (plan: typeof again, events: ReadonlySet<number> | undefined) =>
    plan?.notes.filter(({ event }) => events?.has(event)).map(({ shape }) => shape)
  expect(shapes(again, first)).toContain('again')
  expect(shapes(keyed, second)).toContain('absorbed')
})
