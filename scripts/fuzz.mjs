// `npm run fuzz [cases] [seed]`: hostile input, a million cases unless told otherwise. Beside what the unit tests ask it
// times every case: none may take 100 ms. Prints the first input of each door that does harm.
import process from 'node:process'
import fc from 'fast-check'
import { runnerImport } from 'vite'

const [cases = 1_000_000, seed = 1] = process.argv.slice(2).map(Number)
const mostMs = 100
const chunk = 1000

/** @type {{ module: typeof import('../src/ui/hostile/arbitrary.ts') }} */
const { module } = await runnerImport('./src/ui/hostile/arbitrary.ts', { configFile: false, logLevel: 'error' })
const { doors, harm } = module

let bad = 0
for (const door of doors) {
  const share = Math.ceil(cases / doors.length)
  let slowest = 0
  const began = performance.now()
  /** @type {string | null} */
  let found = null
  for (let done = 0; done < share && found === null; done += chunk) {
    for (const input of fc.sample(door.input, { numRuns: Math.min(chunk, share - done), seed: seed + done })) {
      const ms = await time(async () => {
        found = await harm(door, input)
      })
      // The machine may have been busy with something else: three times slow is slow.
      const least =
        ms < mostMs ? ms : Math.min(ms, await time(() => harm(door, input)), await time(() => harm(door, input)))
      slowest = Math.max(slowest, least)
      if (least >= mostMs) found = `it took ${least.toFixed(0)} ms`
      if (found !== null) {
        bad++
        console.error(`${door.name}: ${found}\n${JSON.stringify(input)?.slice(0, 2000)}`)
        break
      }
    }
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const memory = (process.memoryUsage().heapUsed / 1e6).toFixed(0)
  console.log(
    `${door.name.padEnd(12)} ${share} cases, ${seconds} s, slowest ${slowest.toFixed(1)} ms, heap ${memory} MB`,
  )
}
if (bad > 0) process.exitCode = 1

/**
 * How long it took, in milliseconds: of the processor's time where the machine was busy with something else.
 * @param {() => Promise<unknown>} what
 */
async function time(what) {
  const [began, used] = [performance.now(), process.cpuUsage()]
  await what()
  const { user, system } = process.cpuUsage(used)
  return Math.min(performance.now() - began, (user + system) / 1000)
}
