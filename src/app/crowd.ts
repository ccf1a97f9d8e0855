import type { Scenario } from '../sim/scenario.ts'

/** A run lasts at least `restMs` after its last message was sent, and never more than a day. Virtual milliseconds. */
const [restMs, dayMs] = [60_000, 86_400_000]

/**
 * What to change in a scenario for so many messages: the horizon moves until all of them are sent and have had their
 * time. Where a day is too short for that, they are sent in shorter intervals.
 */
export function withMessages(
  { environment }: Pick<Scenario, 'environment'>,
  messages: number,
): Pick<Scenario, 'messages' | 'environment'> {
  const sendEveryMs = Math.min(environment.sendEveryMs, Math.floor((dayMs - restMs) / messages))
  const horizonMs = Math.max(environment.horizonMs, messages * sendEveryMs + restMs)
  const fits = sendEveryMs === environment.sendEveryMs && horizonMs === environment.horizonMs
  return { messages, environment: fits ? environment : { ...environment, sendEveryMs, horizonMs } }
}
