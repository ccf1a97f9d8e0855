/**
 * What a lab tells whoever holds it, a host page or the custom element, and what it does for them. It neither knows how
 * messages travel nor who listens.
 */
import { presets } from '../protocol/policy.ts'
import { mostProblems } from '../share/link.ts'
import type { Command, LabMessage, Metrics, Reply } from '../share/messages.ts'
import { type Address, isPacked, readAddress, readPackedAddress } from '../share/page.ts'
import { writeParameter } from '../share/parameters.ts'
import type { FieldProblem } from '../sim/scenario.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { isOnWeb, linkOf, pageWith, stateOf } from './address.ts'
import { type Lab, type LabState, shownOf } from './lab.ts'
import { judgedAt } from './score.ts'

/** A jump over more events than this is told by its scoreboard alone. */
const mostEvents = 200
/** The playhead is at rest after so long. */
const restMs = 300

/** Tells every event that the playhead passes, the scoreboard when it changes, and the state once it rests. */
export function tellHost(lab: Lab, emit: (message: LabMessage) => void): () => void {
  let metrics = ''
  let shown = shownOf(lab.getState())
  let state = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function rest(): void {
    const now = stateOf(lab.getState())
    if (now === state || lab.getState().playing) return
    state = now
    const url = pageWith(lab.getState(), now)
    emit({ type: 'state', state: now, url: url !== null && isOnWeb(url) ? url : null })
  }

  const stop = lab.subscribe((now, before) => {
    if (now.graded !== null && now.graded !== before.graded) emit({ type: 'prediction', ...now.graded })
    if (now.completed !== null && now.completed !== before.completed) emit({ type: 'complete', ...now.completed })
    if (now.run !== before.run || now.moves !== before.moves) {
      const upTo = shownOf(now)
      const fresh = now.run === before.run && upTo > shown && upTo - shown <= mostEvents
      if (fresh) for (const event of now.run.trace.slice(shown, upTo)) emit(eventMessage(event))
      shown = upTo
      const score = metricsOf(now)
      if (JSON.stringify(score) !== metrics) {
        metrics = JSON.stringify(score)
        emit({ type: 'metrics', t: now.nowMs, ...score })
      }
    }
    if (now.playing !== before.playing || now.moves !== before.moves || now.scenario !== before.scenario) {
      clearTimeout(timer)
      if (!now.playing) timer = setTimeout(rest, restMs)
    }
  })
  return () => {
    stop()
    clearTimeout(timer)
  }
}

/** Does what a host asks, or says by field why it cannot; what holds a packed link takes a moment. Never rejects. */
export function obey(lab: Lab, command: Command): Reply | Promise<Reply> {
  const problems = carryOut(lab, command)
  return problems instanceof Promise
    ? problems.then((found) => replyTo(lab, command, found))
    : replyTo(lab, command, problems)
}

/**
 * Obeys commands one after the other, in the order in which they come, though one may take a moment. What need not wait
 * is done and answered at once.
 */
export function inOrder(lab: Lab): (command: Command) => Reply | Promise<Reply> {
  let last: Promise<Reply> | null = null
  return (command) => {
    const reply = last === null ? obey(lab, command) : last.then(() => obey(lab, command))
    if (!(reply instanceof Promise)) return reply
    const mine = reply.finally(() => {
      if (last === mine) last = null
    })
    last = mine
    return mine
  }
}

function replyTo(lab: Lab, command: Command, problems: readonly FieldProblem[]): Reply {
  const req = command.req ?? null
  if (problems.length > 0) return { type: 'reply', req, ok: false, problems }
  const { nowMs: t } = lab.getState()
  const state = command.type === 'getState' ? { state: stateOf(lab.getState()) } : {}
  return { type: 'reply', req, ok: true, t, ...state }
}

type Problems = readonly FieldProblem[]

function carryOut(lab: Lab, command: Command): Problems | Promise<Problems> {
  switch (command.type) {
    case 'play':
      lab.play()
      return []
    case 'pause':
      lab.pause()
      return []
    case 'step':
      lab.stepForward()
      return []
    case 'stepBack':
      lab.stepBack()
      return []
    case 'seek':
      lab.seek(command.t)
      return []
    case 'reset':
      lab.reset()
      return []
    case 'inject':
      lab.impose({ faults: [...lab.getState().scenario.faults, command.fault] })
      return []
    case 'getState':
      return []
    case 'setState':
      return turnTo(lab, command.state, 'state')
    case 'set':
      return set(lab, command.parameters)
  }
}

/** What is given replaces what holds; whatever else the lab shows stays. */
function set(lab: Lab, parameters: readonly (readonly [string, string])[]): Problems | Promise<Problems> {
  const { page, scenario, nowMs } = lab.getState()
  const packed = parameters.find(([name]) => name.toLowerCase() === 'z')
  if (packed !== undefined)
    return [{ field: `parameters.${packed[0]}`, problem: 'is a whole link: give it to setState' }]
  const given = parameters.map(([name, value]) => writeParameter(name, value)).join('&')
  // A mode stands for the knobs of its guarantee, so the present ones do not outlive it.
  const hasMode = parameters.some(([name]) => name.toLowerCase() === 'mode')
  const kept = hasMode ? { ...scenario, policy: presets.atLeastOnce } : scenario
  return turnTo(lab, given, 'parameters', stateOf({ page, scenario: kept, nowMs }))
}

/** Shows what an address means, over what is kept; an unknown parameter of a host is a mistake, and is said. */
function turnTo(lab: Lab, given: string, under: string, kept = ''): Problems | Promise<Problems> {
  return isPacked(given)
    ? readPackedAddress(given, kept).then((address) => show(lab, address, under))
    : show(lab, readAddress(given, kept), under)
}

function show(lab: Lab, address: Address, under: string): Problems {
  const { page, link, options, problems, ignored } = address
  const unknown = ignored.map((field) => ({ field, problem: 'is not a parameter' }))
  const ofLink = link?.ok === false ? link.problems : []
  const all = [...ofLink, ...problems, ...unknown]
  if (all.length > 0)
    return all.slice(0, mostProblems).map(({ field, problem }) => ({ field: `${under}.${field}`, problem }))
  const state = lab.getState()
  if (link?.ok && linkOf({ ...link, nowMs: link.atMs ?? 0 }) !== linkOf(state)) {
    // Another instant of the same run is no edit: there is nothing to undo.
    if (linkOf({ ...link, nowMs: 0 }) !== linkOf({ ...state, nowMs: 0 })) lab.impose(link.scenario)
    if (link.atMs !== null) lab.seek(link.atMs)
  }
  if (page !== state.page) lab.open(page)
  lab.setState({
    options: { ...lab.getState().options, ...options },
    ...(options.speed === undefined ? {} : { speed: options.speed }),
  })
  return []
}

function metricsOf({ run, moves }: LabState): Metrics {
  const { verdict, sent, undecided } = judgedAt(run, moves)
  const { lost, duplicated } = verdict.outcomes
  return { sent, lost, dup: duplicated, expected: verdict.expected, actual: verdict.actual, undecided }
}

function eventMessage({ id, kind, atMs, message, attempt, process, cause }: TraceEvent): LabMessage {
  return {
    type: 'event',
    kind,
    event: id,
    t: atMs,
    msg: message ?? null,
    attempt: attempt ?? null,
    process: process ?? null,
    cause,
  }
}
