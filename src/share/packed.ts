import type { FieldProblem } from '../sim/scenario.ts'
import { mergedParameters, mostLinkLength, type Parameters, parametersIn } from './parameters.ts'

/**
 * A long link is packed: `v=1&z=…` holds the text of another one, deflated (RFC 1951) and in base64url (RFC 4648). Mail
 * programs and printed codes want short ones; a link that is short already stays readable.
 */
const longestPlain = 500

/** So many bytes are inflated at a time: no more than half a megabyte can come out before it is looked at. */
const pieceBytes = 512

/** The same link, packed where it is long and packing makes it shorter. Never rejects. */
export async function packed(link: string): Promise<string> {
  if (link.length <= longestPlain) return link
  try {
    const bytes = await readAll(
      through(new TextEncoder().encode(link), new CompressionStream('deflate-raw')),
      link.length,
    )
    if (bytes === null) return link
    const short = `v=1&z=${base64url(bytes)}`
    return short.length < link.length ? short : link
  } catch {
    // A browser that cannot deflate hands out the long link, which opens everywhere.
    return link
  }
}

/**
 * The parameters with those that were packed among them. What stands beside a packed part holds over what is in it. A
 * part that cannot be unpacked is a problem under `z`. Never rejects.
 */
export async function unpacked(parameters: Parameters): Promise<Parameters> {
  const text = parameters.given.get('z')
  // Another version may pack in another way.
  if (text === undefined || (parameters.given.get('v') ?? '1') !== '1') return parameters
  const given = new Map([...parameters.given].filter(([name]) => name !== 'z'))
  const link = await inflated(text)
  if (typeof link !== 'string') return { ...parameters, given, problems: [...parameters.problems, link] }
  const inside = parametersIn(link)
  const nested: FieldProblem[] = inside.given.delete('z') ? [{ field: 'z', problem: 'holds another packed link' }] : []
  return mergedParameters(inside, { ...parameters, given, problems: [...parameters.problems, ...nested] })
}

/** The text of a packed link, or what is wrong with it. */
async function inflated(text: string): Promise<string | FieldProblem> {
  const damaged = { field: 'z', problem: 'is no packed link; perhaps its end was cut off' }
  try {
    const bytes = await readAll(through(bytesOf(text), new DecompressionStream('deflate-raw')), mostLinkLength)
    if (bytes === null) return { field: 'z', problem: `unpacks to more than ${mostLinkLength} characters` }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return damaged
  }
}

function through(bytes: Uint8Array, transform: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> {
  let at = 0
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(new Uint8Array(bytes.subarray(at, at + pieceBytes)))
      at += pieceBytes
    },
  })
  return source.pipeThrough(transform)
}

/**
 * All bytes of a stream; null, and no more is read of it, as soon as they are more than `most`. Rejects when it is
 * damaged.
 */
async function readAll(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | null> {
  const reader = stream.getReader()
  const bytes: number[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Uint8Array.from(bytes)
    if (bytes.length + value.length > most) {
      void reader.cancel().catch(() => {})
      return null
    }
    bytes.push(...value)
  }
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** Throws when it is no base64url. */
function bytesOf(text: string): Uint8Array {
  if (!/^[\w-]+$/.test(text)) throw new Error('no base64url')
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
}
