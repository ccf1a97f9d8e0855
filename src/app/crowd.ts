import type { Scenario } from '../sim/scenario.ts'

/** After the last message was sent a run goes on for so long at least; no run is longer than a day. Virtual ms. */
const [restMs, dayMs] = [60_000, 86_400_000]

/**
 * What to change for so many messages: the run lasts until all of them are sent and have had their time, and where a day is
 * too short for that, they are sent as often as it takes.
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
