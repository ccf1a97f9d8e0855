import { withMessages } from '../../app/crowd.ts'
import { irrelevantWeather } from '../../protocol/relevance.ts'
import { mostMessages, type Environment as Setting } from '../../sim/scenario.ts'
import type { Sentence } from '../../words/words.ts'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { LockNote, useIsLocked } from '../locked.tsx'
import { NumberField, NumberInput, type NumberRange, Problem, problemOf, useDraft } from './NumberField.tsx'
import { Switch } from './Switch.tsx'

const times = ['lineMs', 'sendEveryMs', 'downMs'] as const
const chances = ['loseMessagePct', 'loseAckPct', 'duplicatePct', 'crashSenderPct', 'crashReceiverPct'] as const

/** So many messages are run as soon as they are typed. */
const quickMessages = 99

/** What a time and a chance may be; seconds and percent. */
const anyTime: NumberRange = { least: 0, most: 86_400 }
const anyChance: NumberRange = { least: 0, most: 100 }

/** The world around the two machines: how many messages, how long things take, and what luck does to packets. */
export function Environment() {
  const { lab, say } = useLab()
  const environment = useLabState((state) => state.scenario.environment)
  const messages = useLabState((state) => state.scenario.messages)
  const seed = useLabState((state) => state.scenario.seed)
  const policy = useLabState((state) => state.scenario.policy)
  const idle = irrelevantWeather(policy)
  const disabled = useIsLocked('faults')
  const [least, most] = environment.hopMs
  const jitters = policy.sender.awaitAck && policy.sender.jitterPct > 0
  const chance = least < most || jitters || chances.some((name) => environment[name] > 0)
  return (
    <section className="card knobs environment" aria-labelledby="environment-title">
      <h2 id="environment-title">{say('environment.panel')}</h2>
      <div className="control-row">
        <label htmlFor="environment-messages">{say('environment.messages')}</label>
        <NumberField
          id="environment-messages"
          value={messages}
          range={{ least: 1, most: mostMessages, whole: true }}
          atOnce={quickMessages}
          describedBy="environment-messages-note"
          stepper={{ less: say('environment.fewer'), more: say('environment.more') }}
          onValue={(count) => lab.edit(withMessages(lab.getState().scenario, count))}
        />
      </div>
      <p className="decides" id="environment-messages-note">
        {say('environment.messagesNote', { most: mostMessages })}
      </p>
      <LockNote what="faults" />
      <fieldset disabled={disabled}>
        <legend>{say('environment.times')}</legend>
        <HopTime hopMs={environment.hopMs} />
        {times.map((name) => (
          <div className="control-row" key={name}>
            <label htmlFor={`environment-${name}`}>{say(`environment.${name}`)}</label>
            <NumberField
              id={`environment-${name}`}
              value={seconds(environment[name])}
              range={anyTime}
              step={timeStep}
              onValue={(value) => lab.setEnvironment({ [name]: milliseconds(value) })}
            />
          </div>
        ))}
      </fieldset>
      <fieldset disabled={disabled}>
        <legend>{say('environment.chances')}</legend>
        {chances.map((name) => {
          const id = `environment-${name}`
          const cannot = idle.find((each) => each === name)
          return (
            <div className={cannot === undefined ? '' : 'idle'} key={name}>
              <div className="control-row">
                <label htmlFor={id}>{say(`environment.${name}`)}</label>
                <NumberField
                  id={id}
                  describedBy={cannot && `${id}-idle`}
                  value={environment[name]}
                  range={anyChance}
                  step={5}
                  onValue={(value) => lab.setEnvironment({ [name]: value })}
                />
              </div>
              {cannot !== undefined && (
                <p className="why-idle" id={`${id}-idle`}>
                  {say(cannot === 'loseAckPct' ? 'knob.idle.noAck' : 'knob.idle.noSenderCrash')}
                </p>
              )}
            </div>
          )
        })}
      </fieldset>
      <div className="control-row">
        <label htmlFor="environment-reorder">{say('environment.reorder')}</label>
        <Switch
          id="environment-reorder"
          disabled={disabled}
          on={environment.reorder}
          onChange={(reorder) => lab.setEnvironment({ reorder })}
        />
      </div>
      <div className={`knob ${chance ? '' : 'idle'}`}>
        <div className="control-row seed">
          <label htmlFor="environment-seed">{say('environment.seed')}</label>
          <NumberField
            id="environment-seed"
            disabled={disabled}
            describedBy="environment-seed-note"
            value={seed}
            range={{ least: 0, most: mostSeed, whole: true }}
            onValue={(number) => lab.edit({ seed: number })}
          />
          <button
            type="button"
            disabled={disabled}
            onClick={() => lab.edit({ seed: seed === mostSeed ? 0 : seed + 1 })}
          >
            {say('environment.anotherSeed')}
          </button>
        </div>
        <p className={chance ? 'decides' : 'why-idle'} id="environment-seed-note">
          {say(chance ? 'environment.seedDecides' : 'knob.idle.noChance')}
        </p>
      </div>
    </section>
  )
}

const mostSeed = 0xffff_ffff
const timeStep = 0.1
const milliseconds = (value: number) => Math.round(value * 1000)

/** The least and the most time on the wire. Both come into force together, once they make a range. */
function HopTime({ hopMs }: { hopMs: Setting['hopMs'] }) {
  const { lab, say } = useLab()
  const [least, most] = [seconds(hopMs[0]), seconds(hopMs[1])]
  const drafts = { from: useDraft(least), to: useDraft(most) }
  const range = say('environment.hopRange', { least, most })
  const problems = problemsOf(drafts.from.text, drafts.to.text)

  function problemsOf(from: string, to: string): { from: Sentence | null; to: Sentence | null } {
    const found = { from: problemOf(from, anyTime, least), to: problemOf(to, anyTime, most) }
    if (found.from !== null || found.to !== null || Number(from) <= Number(to)) return found
    const order: Sentence = { id: 'knob.problem.order', values: { value: range } }
    return { from: order, to: order }
  }

  function type(from: string, to: string): void {
    const now = problemsOf(from, to)
    const good = now.from === null && now.to === null
    drafts.from.type(from, good ? Number(from) : least)
    drafts.to.type(to, good ? Number(to) : most)
    const changed = Number(from) !== least || Number(to) !== most
    const hopMs: [number, number] = [milliseconds(Number(from)), milliseconds(Number(to))]
    if (good && changed) lab.during('type the hop', () => lab.setEnvironment({ hopMs }))
  }

  const leave = () => {
    lab.endGesture()
    if (problems.from !== null || problems.to !== null) return
    drafts.from.forget()
    drafts.to.forget()
  }
  const shown = problems.from ?? problems.to
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot put its legend in a row
    <div className="control-row" role="group" aria-labelledby="hop-label">
      <span id="hop-label">{say('environment.hop')}</span>
      <span className="range">
        <label htmlFor="hop" id="hop-from-label">
          {say('environment.hopFrom')}
        </label>
        <NumberInput
          id="hop"
          labelledBy="hop-label hop-from-label"
          text={drafts.from.text}
          problem={problems.from}
          step={timeStep}
          onText={(text) => type(text, drafts.to.text)}
          onLeave={leave}
        />
        <label htmlFor="hop-to" id="hop-to-label">
          {say('environment.hopTo')}
        </label>
        <NumberInput
          id="hop-to"
          labelledBy="hop-label hop-to-label"
          text={drafts.to.text}
          problem={problems.to}
          step={timeStep}
          onText={(text) => type(drafts.from.text, text)}
          onLeave={leave}
        />
      </span>
      <Problem of="hop" problem={shown && say(shown.id, shown.values)} />
    </div>
  )
}
