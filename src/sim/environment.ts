/** The environment where nobody asks for another, in virtual milliseconds and percent; `scenario.ts` says what each knob is. */
export const standardEnvironment = {
  hopMs: [1000, 1000] as [number, number],
  lineMs: 100,
  downMs: 1000,
  sendEveryMs: 4000,
  horizonMs: 120_000,
  reorder: true,
  loseMessagePct: 0,
  loseAckPct: 0,
  duplicatePct: 0,
  crashSenderPct: 0,
  crashReceiverPct: 0,
}
