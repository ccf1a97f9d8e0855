import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { scenarioOf } from '../sim/scenario.ts'
import { readLink, writeLink } from './link.ts'
import { packed } from './packed.ts'
import { isPacked, readAddress, readPackedAddress } from './page.ts'
import { mostLinkLength } from './parameters.ts'

/** Packed links that were handed out, and what they hold. Add to this list; never change a line of it. */
const openForEver: readonly [link: string, holds: string][] = [
  ['v=1&z=K7M1VMvNT0m1TSzRzUlNLC7Rzc9LTgUA', 'v=1&mode=at-least-once'],
  [
    'v=1&z=K7M1VMvNT0m1TSzRzUlNLC7Rzc9LTlVLSyzNKSm2TSnKL7BKNNQz1AGzco30DNVKbE0tDQwA',
    'v=1&mode=at-least-once&faults=drop:a1.1,drop:m2.1&t=5900',
  ],
  [
    'v=1&z=BcFBCgMhDAXQ22RniTK2uMiiBxjoFUQ_dKg2QjJz_nnvkkhTO6R6GKjmQf8NVN0xl5tk8mNCT99NEjNTRz-XXDqqHwNkQJctla08X6lk-uraTTJziJmZhhre7fdpLjE98g0',
    'v=1&mode=at-least-once&attempts=5&timeoutMs=2000&dedup=volatile&seed=4294967295&hopMs=500-1500&loseAckPct=12.5',
  ],
  [
    'v=1&z=bY1BCsIwFERv041J-D9VkECh4tJThOSXliZNSdJKNzm7VFEQXc57M8zaYOWDpUZn7kinzMNkqOr04nJqbAyz8lJgOQIwu8xuMDqT8iiQPaVGgQdklpzediwLAgBz71Y5ATATdepVoslSbPEDIhkaVortuQYoEn6E8rVAZXoyIx9p-2PlnkK0uy74dfQa3_WQeRciv1xvVW7gAQ',
    'v=1&mode=at-least-once&faults=drop:m2.1~400,duplicate:m1.1,drop:a1.1+1,delay:m1.2~1000,late:m1.1~500,crash:sender@100,crash:receiver@8300~2000,crash:receiver:m3.1:check-key,crash:receiver:m3.2:record-key~1,crash:sender:m3.1:wait-for-ACK&t=0',
  ],
  [
    'v=1&z=K7M1VMvNT0m1TU1LS00uySxLzanUzc9LTlUrz8xLyS-3zU6tLNY1VEtLLM0pKbZNKcovsEo01DPUAbNyDfWM1EpszQ0NDAA',
    'v=1&mode=effectively-once&window=keys-1&faults=drop:a1.1,drop:m1.2&t=7100',
  ],
]

const packets = Array.from({ length: 60 }, (_, i) => `${i % 2 ? 'a' : 'm'}${i + 1}.1`)
const long = {
  scenario: scenarioOf({ messages: 60, faults: packets.map((packet) => ({ do: 'drop', packet })) }),
  atMs: 5900,
}
const read = (hash: string, query = '') => readPackedAddress(`#${hash}`, query)
const pack = (text: string | Uint8Array): string => deflateRawSync(text, { level: 9 }).toString('base64url')

test.each(openForEver)('%s', async (link, holds) => {
  expect(isPacked(`#${link}`)).toBe(true)
  expect(await read(link)).toEqual(readAddress(`#${holds}`))
  expect((await read('', `?${link}`)).link).toEqual(readLink(holds))
})

test('a short link stays as it is, a long one is packed and means the same', async () => {
  const short = writeLink({ ...long, scenario: scenarioOf({}) })
  expect(await packed(short)).toBe(short)
  const text = writeLink(long)
  expect(text.length).toBeGreaterThan(500)
  const link = await packed(text)
  expect(link).toMatch(/^v=1&z=[\w-]+$/)
  expect(link.length).toBeLessThan(text.length * 0.6)
  expect((await read(link)).link).toEqual({ ok: true, ignored: [], ...long })
})

test('a thousand faults are packed and read', async () => {
  const fault = 'crash:receiver:m99999.16777215+15:wait-for-ACK~86400000'
  const text = `v=1&mode=at-least-once&faults=${Array.from({ length: 1000 }, () => fault).join(',')}`
  expect(await read(await packed(text))).toEqual(readAddress(`#${text}`))
})

test('pages and options are packed with the run, and what stands beside them holds', async () => {
  const inside = pack('v=1&page=compare&mode=at-most-once&theme=dark&note=What%20%26%20why%3F')
  expect(await read(`v=1&z=${inside}&theme=light&seed=9`)).toMatchObject({
    page: 'compare',
    link: { ok: true, scenario: { seed: 9 } },
    options: { theme: 'light', note: 'What & why?' },
    problems: [],
    ignored: [],
  })
  expect((await read('v=1&mode=at-least-once', `?Z=${inside}`)).link).toEqual(readLink('v=1&mode=at-least-once'))
})

describe('what cannot be unpacked is a problem of z, and the lab has its default', () => {
  const bomb = pack(new Uint8Array(50_000_000).fill(97))
  test.each([
    ['', 'is no packed link'],
    ['%%%', 'no percent-encoding'],
    ['é', 'is no packed link'],
    ['AAAA', 'is no packed link'],
    ['a', 'is no packed link'],
    [(openForEver[3]?.[0] ?? '').slice(6, 200), 'is no packed link'],
    [pack(new Uint8Array([255, 254, 253])), 'is no packed link'],
    [pack(`v=1&note=${'x'.repeat(mostLinkLength)}`), 'unpacks to more than 65536 characters'],
    [bomb, 'unpacks to more than 65536 characters'],
    [pack(`v=1&z=${pack('v=1')}`), 'holds another packed link'],
  ])('%s', async (z, problem) => {
    const began = performance.now()
    const { link, page } = await read(`v=1&z=${z}`)
    expect(performance.now() - began).toBeLessThan(500)
    expect(page).toBe('')
    expect(link).toEqual({
      ok: false,
      ignored: [],
      problems: [{ field: 'z', problem: expect.stringContaining(problem) }],
    })
  })

  test('the options beside it are used', async () => {
    expect((await read('v=1&z=AAAA&embed=1')).options).toEqual({ embed: true })
  })

  test('another version is not even unpacked', async () => {
    const { link } = await read(`v=2&z=${bomb}`)
    expect(link).toMatchObject({ ok: false, problems: [{ field: 'v' }] })
  })
})
