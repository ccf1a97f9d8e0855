/** What a driver must know of a scenario, whether it has the policy of the first lab or a document. */
import type { SystemDocument } from '../protocol/document.ts'
import type { System } from '../protocol/system.ts'
import { exchangeWorld } from './exchanged.ts'
import { timeoutOfAttempt } from './fates.ts'
import { knownSystem } from './knownSystems.ts'
import { packetId } from './packet.ts'
import type { Fault, Scenario } from './scenario.ts'
import type { SystemFault, SystemScenario } from './systemScenario.ts'
import { initialWorld, lineOfTask, type Task, type World } from './world.ts'

export type AnyScenario = Scenario | SystemScenario
export type AnyFault = Fault | SystemFault

/** The world in which a run of a scenario starts. */
export const firstWorldOf = (scenario: AnyScenario): World =>
  'document' in scenario
    ? initialWorld(systemIn(scenario.document), scenario.messages)
    : exchangeWorld(scenario.policy, scenario.messages)

function systemIn(document: SystemDocument): System {
  const system = knownSystem(document)
  if (system === undefined)
    throw new Error(`the document "${document.id}" was not made a system: call systemOfDocument`)
  return system
}

/** How long the timer of a task runs that has just begun to wait, faults apart. In the first lab it has a packet's name. */
export function timeoutOf(
  scenario: AnyScenario,
  world: World,
  process: number,
  task: Task,
): { readonly ms: number; readonly timer: string | null } {
  if ('document' in scenario) {
    return { ms: lineOfTask(world, process, task)?.timeoutMs ?? scenario.environment.timeoutMs, timer: null }
  }
  const attempt = world.messages[task.message - 1]?.sent.m ?? 0
  return {
    ms: timeoutOfAttempt(scenario.seed, scenario.policy, task.message, attempt),
    timer: packetId('m', task.message, attempt),
  }
}

/** What the weather of a scenario can do. */
export function weatherOf({ environment }: AnyScenario): { packets: boolean; crashes: boolean } {
  if ('losePct' in environment) {
    const { losePct, crashPct, duplicatePct } = environment
    const any = (of: Readonly<Record<string, number>>) => Object.values(of).some((pct) => pct > 0)
    return { packets: any(losePct) || duplicatePct > 0, crashes: any(crashPct) }
  }
  const { loseMessagePct, loseAckPct, duplicatePct, crashReceiverPct, crashSenderPct } = environment
  return {
    packets: loseMessagePct + loseAckPct + duplicatePct > 0,
    crashes: crashReceiverPct + crashSenderPct > 0,
  }
}

/** How a line of a program is named: who, about which message, and its word. */
export const nameOfLine = (process: string, message: number, line: string): string => `${process}|${message}|${line}`

/** The packet, or the line of a program, that a fault names; undefined where it names an instant. */
export function nameIn(fault: AnyFault): string | undefined {
  if (fault.do === 'late') return 'timer' in fault ? fault.timer : nameOfLine(fault.process, fault.message, fault.line)
  if ('packet' in fault && fault.packet !== undefined) return fault.packet
  if ((fault.do === 'crash' || fault.do === 'stop') && 'message' in fault && fault.before !== undefined) {
    return nameOfLine(fault.process, fault.message ?? 0, fault.before)
  }
  return undefined
}

/** Whether a fault names a line by how often it was reached, and not by a packet. */
export const countsReaches = (fault: AnyFault): boolean =>
  fault.do === 'late'
    ? 'line' in fault
    : 'before' in fault && fault.before !== undefined && !('packet' in fault && fault.packet)
