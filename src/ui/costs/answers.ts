import {
  type AxisName,
  axes,
  type Design,
  type DesignName,
  designSets,
  type Figure,
  measuredOf,
  placesOf,
  theoryAt,
} from '../../picture/costs.ts'
import { timeoutOfAttempt } from '../../sim/fates.ts'
import type { Scenario } from '../../sim/scenario.ts'
import type { Sentence } from '../../words/words.ts'
import type { Known } from './Curves.tsx'
import { axisValueText, designWords, figureOf } from './costsOf.ts'
import { type CostPresetName, costPresets } from './questions.ts'

/** What an answer is made from: what is drawn, and what was measured of it once that has come to rest. */
export interface Drawn {
  readonly scenario: Scenario
  readonly designs: readonly Design[]
  readonly known: ReadonlyMap<string, Known> | null
}

/**
 * What the picture answers to its question, sentence by sentence. Each number is that of the line of theory, or of the runs
 * where there is none, and which sentence it is follows from the numbers: so it is true in whatever weather stands. Null
 * as long as the runs that it needs are not made.
 */
export function answerTo(asked: CostPresetName, drawn: Drawn): readonly Sentence[] | null {
  try {
    return answers[asked](new Reader(drawn, costPresets[asked].axis), drawn)
  } catch (problem) {
    if (problem === unknown) return null
    throw problem
  }
}

const unknown = new Error('not measured yet')

/** Less than this is no difference in a picture. */
const little = 0.01

/** Reads what is drawn: by theory where it says something, else as it was measured. */
class Reader {
  private readonly drawn: Drawn
  private readonly axis: AxisName

  constructor(drawn: Drawn, axis: AxisName) {
    this.drawn = drawn
    this.axis = axis
  }

  design(name: DesignName): Design {
    const found = this.drawn.designs.find((design) => design.name === name)
    if (found === undefined) throw unknown
    return found
  }

  /** The value of a design at a place, null for as it stands; and the form that says so, if one does. */
  at(design: Design, x: number | null, figure: Figure): { readonly value: number; readonly form: string | null } {
    const { scenario, known } = this.drawn
    const says = theoryAt(scenario, design, this.axis, x, figure)
    if (says.expected !== null) return { value: says.expected, form: says.form }
    const measured = known?.get(x === null ? design.name : `${design.name} ${this.axis} ${x}`)
    const estimate = measured && measuredOf(measured.estimates, figure)
    if (!estimate) throw unknown
    return { value: estimate.mean, form: null }
  }

  /** The values at all places of the axis. */
  along(design: Design, figure: Figure): readonly number[] {
    return placesOf(design.policy, this.axis).map((x) => this.at(design, x, figure).value)
  }

  /** The first and the last place of the axis. */
  get ends(): readonly [number, number] {
    const { at } = axes[this.axis]
    return [at[0] as number, at.at(-1) as number]
  }

  place(x: number): string {
    return axisValueText(this.axis, x)
  }
}

const answers: Record<CostPresetName, (read: Reader, drawn: Drawn) => Sentence[]> = {
  lostAcks(read, { scenario: { environment } }) {
    const design = read.design('atLeastOnce')
    const all = read.along(design, 'duplicated')
    const [from, to] = read.ends
    const [least, most] = [Math.min(...all), Math.max(...all)]
    const theirs = read.at(design, from, 'duplicated').form === 'retries'
    return [
      {
        id: 'costs.answers.lostAcks',
        values: {
          flat: most - least <= little ? 'yes' : 'no',
          from: read.place(from),
          to: read.place(to),
          first: figureOf('duplicated', all[0] as number),
          last: figureOf('duplicated', all.at(-1) as number),
          // Only there it is known to be nothing else.
          cause: theirs ? 'ack' : 'other',
          ackLoss: axisValueText('ackLoss', environment.loseAckPct),
        },
      },
    ]
  },
  retries(read) {
    const design = read.design('atLeastOnce')
    const [lost, duplicated] = [read.along(design, 'lost'), read.along(design, 'duplicated')]
    const [from, to] = read.ends
    const [fewLost, fewDup] = [lost[0] as number, duplicated[0] as number]
    const [manyLost, manyDup] = [lost.at(-1) as number, duplicated.at(-1) as number]
    // Runs are never quite alike.
    const slack = read.at(design, from, 'lost').form === null ? little : 0
    const less = fewLost - manyLost > slack
    const more = manyDup - fewDup > slack
    return [
      {
        id: 'costs.answers.retries',
        values: {
          kind: less && more ? 'trade' : less ? 'less' : more ? 'more' : 'none',
          from,
          to,
          fewLost: figureOf('lost', fewLost),
          fewDup: figureOf('duplicated', fewDup),
          manyLost: figureOf('lost', manyLost),
          manyDup: figureOf('duplicated', manyDup),
          few: figureOf('lost', fewLost + fewDup),
          many: figureOf('lost', manyLost + manyDup),
        },
      },
    ]
  },
  gaveUp(read, { scenario: { environment } }) {
    const design = read.design('yours')
    const { attempts } = design.policy.sender
    const gaveUp = read.at(design, null, 'gaveUp').value
    const done = read.at(design, null, 'gaveUpThoughDone').value
    const given = read.along(design, 'gaveUp')
    const most = read.along(design, 'gaveUpThoughDone').map((value, i) => value * 2 > (given[i] as number))
    const places = placesOf(design.policy, 'ackLoss')
    const turn = most.indexOf(true)
    const turns = most.every((mostly, i) => mostly === (turn >= 0 && i >= turn))
    return [
      {
        id: 'costs.answers.gaveUp',
        values: {
          kind: gaveUp === 0 ? 'none' : done * 2 > gaveUp ? 'most' : done > 0 ? 'some' : 'never',
          attempts,
          share: figureOf('gaveUp', gaveUp === 0 ? 0 : done / gaveUp),
          ackLoss: axisValueText('ackLoss', environment.loseAckPct),
        },
      },
      ...(turns && turn > 0
        ? [
            {
              id: 'costs.answers.gaveUpTurn' as const,
              values: { below: read.place(places[turn - 1] as number), from: read.place(places[turn] as number) },
            },
          ]
        : []),
    ]
  },
  window(read, { designs }) {
    const [, longest] = read.ends
    return [
      { id: 'costs.answers.window' },
      ...designs
        .filter(({ policy }) => placesOf(policy, 'window').length > 0)
        .map((design): Sentence => {
          const { attempts, jitterPct } = design.policy.sender
          const all = read.along(design, 'duplicated')
          const again = all.findLastIndex((value) => value > 0)
          const last = attempts === 'unlimited' ? 0 : attempts - 1
          const spanMs = Array.from({ length: last }, (_, i) => timeoutOfAttempt(0, design.policy, 1, i + 1))
          return {
            id: 'costs.answers.windowOf',
            values: {
              design: designWords(design.name),
              kind: again === all.length - 1 ? 'never' : again < 0 ? 'always' : 'from',
              // With jitter there is no one span.
              ends: attempts === 'unlimited' ? 'no' : jitterPct > 0 ? 'some' : 'yes',
              attempts: attempts === 'unlimited' ? 0 : attempts,
              span: axisValueText(
                'window',
                spanMs.reduce((sum, ms) => sum + ms, 0),
              ),
              from: read.place(placesOf(design.policy, 'window')[again + 1] ?? longest),
              rest: figureOf('duplicated', all.at(-1) as number),
              longest: read.place(longest),
            },
          }
        }),
    ]
  },
  storm(read) {
    const [fixed, doubling, jitter] = (Object.keys(designSets.waits) as DesignName[]).map((name) =>
      read.design(name),
    ) as [Design, Design, Design]
    const [short, long] = [1000, read.ends[1]]
    const three = (x: number, figure: Figure) =>
      [fixed, doubling, jitter].map((design) => figureOf(figure, read.at(design, x, figure).value)) as [
        string,
        string,
        string,
      ]
    const saved = 1 - read.at(doubling, short, 'attempts').value / read.at(fixed, short, 'attempts').value
    const [a, b, c] = three(short, 'attempts')
    const [d, e, f] = three(long, 'attempts')
    const [g, h, i] = three(short, 'p95')
    return [
      {
        id: 'costs.answers.storm',
        values: {
          fewer: saved > 10 * little ? 'yes' : 'no',
          short: read.place(short),
          long: read.place(long),
          a,
          b,
          c,
          d,
          e,
          f,
        },
      },
      { id: 'costs.answers.stormPrice', values: { short: read.place(short), g, h, i } },
      { id: 'costs.answers.stormLoad' },
    ]
  },
  impatient(read, { scenario: { environment } }) {
    const [plain, keyed] = [read.design('atLeastOnce'), read.design('effectivelyOnce')]
    const [short, long] = read.ends
    const { loseMessagePct, loseAckPct, duplicatePct, crashReceiverPct, crashSenderPct } = environment
    const faults = loseMessagePct + loseAckPct + duplicatePct + crashReceiverPct + crashSenderPct
    const [hasty, slow] = [read.at(plain, short, 'duplicated').value, read.at(plain, long, 'duplicated').value]
    return [
      {
        id: 'costs.answers.impatient',
        values: {
          kind: hasty - slow <= little ? 'same' : faults === 0 ? 'faultless' : 'faults',
          short: read.place(short),
          long: read.place(long),
          hasty: figureOf('duplicated', hasty),
          slow: figureOf('duplicated', slow),
          keyed: figureOf('duplicated', read.at(keyed, short, 'duplicated').value),
        },
      },
    ]
  },
}
