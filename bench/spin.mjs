// SPIN on the hand-written model of bench/delivery.pml: how many states it reaches, and how long it takes.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/** @typedef {import('../src/explore/moves.ts').Bounds} Bounds */
/** @typedef {{ states: number, transitions: number, seconds: number, bytes: number }} Counted */

/** Whether spin and a C compiler are here. Installs the Debian package where that is possible. */
export function haveSpin() {
  if (!works('spin', '-V') && process.platform === 'linux' && process.getuid?.() === 0) {
    spawnSync('apt-get', ['install', '-y', 'spin'], { stdio: 'ignore' })
  }
  return works('spin', '-V') && works('gcc', '--version')
}

/** @param {string} command @param {string} option */
const works = (command, option) => spawnSync(command, [option], { stdio: 'ignore' }).status === 0

/**
 * A complete search. `reduced`: with SPIN's own reductions, as one would run it; else every state between choices.
 * @param {string} root @param {string} folder @param {Bounds} bounds @param {{ reduced: boolean }} how
 * @returns {Counted}
 */
export function spin(root, folder, bounds, { reduced }) {
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, 'bench/delivery.pml'), join(folder, 'delivery.pml'))
  run(
    'spin',
    [
      ...(reduced ? [] : ['-o1', '-o2', '-o3']),
      ...definitions(bounds),
      `-DLEAN=${Number(reduced)}`,
      '-a',
      'delivery.pml',
    ],
    folder,
  )
  run('gcc', ['-O2', '-w', '-DSAFETY', ...(reduced ? [] : ['-DNOREDUCE']), '-o', 'pan', 'pan.c'], folder)
  const start = performance.now()
  const told = run('./pan', ['-m1000000', '-w26'], folder)
  const seconds = (performance.now() - start) / 1000
  if (!/errors: 0/.test(told)) throw new Error(`SPIN did not finish:\n${told}`)
  return {
    states: numberIn(told, /([\d.e+]+) states, stored/),
    transitions: numberIn(told, /([\d.e+]+) transitions/),
    seconds,
    bytes: numberIn(told, /([\d.]+)\s+actual memory usage for states/) * 2 ** 20,
  }
}

/** @param {Bounds} bounds */
function definitions({ policy, messages, faults, network }) {
  const { sender, receiver } = policy
  const unlimited = sender.attempts === 'unlimited'
  const attempts = sender.attempts === 'unlimited' ? faults.max + 3 : sender.attempts
  const values = {
    N: messages,
    R: attempts,
    UNLIMITED: Number(unlimited),
    AWAIT: Number(sender.awaitAck),
    ONRESTART: ['resume', 'resumeNewKey', 'forget'].indexOf(sender.onRestart),
    DEDUP: ['none', 'volatile', 'durable'].indexOf(receiver.dedup),
    COMMIT: ['atomic', 'keyFirst', 'effectFirst'].indexOf(receiver.commit),
    ACKFIRST: Number(receiver.ackTiming === 'beforeEffect'),
    SLOW: Number(network.slow),
    MAXF: faults.max,
    LM: Number(faults.loseMessage),
    LA: Number(faults.loseAck),
    CS: Number(faults.crashSender),
    CR: Number(faults.crashReceiver),
  }
  return Object.entries(values).map(([name, value]) => `-D${name}=${value}`)
}

/** What a program says; it must succeed. @param {string} command @param {string[]} options @param {string} cwd */
export function run(command, options, cwd) {
  const { status, stdout, stderr } = spawnSync(command, options, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(`${command} ${options.join(' ')}\n${stdout}${stderr}`)
  return stdout
}

/** @param {string} text @param {RegExp} where */
export const numberIn = (text, where) => Number(where.exec(text)?.[1])
