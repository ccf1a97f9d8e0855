/**
 * A lab in the frame of another page. It tells that page what happens and how much room it wants, obeys it where the
 * address allows, and rests while nobody can see it. It never takes the focus or moves the page around it.
 */
import { type LabMessage, namespace, type Reply, readCommand } from '../share/messages.ts'
import type { Lab } from './lab.ts'
import { inOrder, tellHost } from './messages.ts'

/** Heights closer than this are one height: hosts round. */
const sameHeightPx = 4
/** No lab asks for more room than this, nor again and again while nobody uses it: a host may grow with every answer. */
const mostHeightPx = 4000
const mostAsks = 30
/** Heights are told after they have been the same for so long. */
const settleMs = 120

/**
 * Connects a lab with the page around its frame. `heightOf` says how high it wants to be at its present width, whatever
 * its present height, in CSS pixels. Returns what takes the connection down.
 */
export function connect(lab: Lab, heightOf: () => number): () => void {
  const host = window.parent
  const { origin, api, resize } = lab.getState().options
  const to = origin !== '' ? origin : originOf(document.referrer)
  const post = (message: LabMessage | Reply): void =>
    host.postMessage({ ns: namespace, v: 1, id: window.name, ...message }, to ?? '*')

  const height = watchHeight([document.documentElement, document.body], heightOf, (height) => {
    post({ type: 'resize', height })
    // A height is no secret; these hosts have formats of their own.
    // Sources: Canvas LMS "LTI frame resize", H5P "h5p-resizer.js".
    if (resize !== 'off') host.postMessage({ subject: 'lti.frameResize', height }, '*')
    if (resize === 'auto')
      host.postMessage({ context: 'h5p', action: 'resize', height, scrollHeight: height, clientHeight: height }, '*')
  })

  function onMessage(event: MessageEvent): void {
    if (event.source !== host) return
    if (origin !== '' && event.origin !== origin) return
    const data: unknown = event.data
    if (isHello(data)) {
      height.tellAgain()
      return
    }
    if (!api) return
    const read = readCommand(data)
    if (read === null) return
    const reply: Reply | Promise<Reply> = read.ok
      ? obey(read.command)
      : { type: 'reply', req: read.req, ok: false, problems: read.problems }
    if (reply instanceof Promise) void reply.then(answer)
    else answer(reply)
  }
  const obey = inOrder(lab)
  function answer(reply: Reply): void {
    post(reply)
    if (!reply.ok) post({ type: 'error', problems: reply.problems })
  }
  addEventListener('message', onMessage)

  const stop = tellHost(lab, post)
  host.postMessage({ context: 'h5p', action: 'hello' }, '*')
  post({ type: 'ready', height: Math.ceil(heightOf()), version: '1', page: lab.getState().page })
  return () => {
    stop()
    height.stop()
    removeEventListener('message', onMessage)
  }
}

/**
 * Asks for the height that a lab wants, first and whenever it has changed and settled; `parts` are the elements whose
 * size and content it hangs on, the outermost first.
 */
export function watchHeight(
  parts: readonly HTMLElement[],
  heightOf: () => number,
  ask: (height: number) => void,
): { tellAgain: () => void; stop: () => void } {
  let asked = 0
  let asks = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  function settle(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const height = Math.min(mostHeightPx, Math.ceil(heightOf()))
      if (Math.abs(height - asked) <= sameHeightPx || asks >= mostAsks) return
      asked = height
      asks++
      ask(height)
    }, settleMs)
  }
  const observer = new ResizeObserver(settle)
  // Another page or panel may want another height, though the frame stays as it is.
  const mutations = new MutationObserver(settle)
  for (const part of parts) {
    observer.observe(part)
    mutations.observe(part, { childList: true, subtree: true })
  }
  // Whoever opens and closes things may go on doing so.
  const used = () => {
    asks = 0
  }
  const [outermost] = parts
  for (const type of ['pointerdown', 'keydown']) outermost?.addEventListener(type, used)
  settle()
  return {
    tellAgain() {
      asked = 0
      settle()
    },
    stop() {
      observer.disconnect()
      mutations.disconnect()
      clearTimeout(timer)
      for (const type of ['pointerdown', 'keydown']) outermost?.removeEventListener(type, used)
    },
  }
}

/**
 * Stops the time of a lab while its element is out of sight or its tab hidden, and lets it go on when it is seen again.
 * `onSeen` is called once, the first time that it is to be seen.
 */
export function restUnseen(lab: Lab, element: Element, onSeen: () => void): () => void {
  let seen = false
  let inSight = false
  function look(): void {
    const visible = inSight && !document.hidden
    if (visible && !seen) {
      seen = true
      onSeen()
    }
    lab.rest(!visible)
  }
  const observer = new IntersectionObserver((entries) => {
    inSight = entries.at(-1)?.isIntersecting ?? false
    look()
  })
  observer.observe(element)
  document.addEventListener('visibilitychange', look)
  return () => {
    observer.disconnect()
    document.removeEventListener('visibilitychange', look)
  }
}

/** What the diagram should have of the height, in CSS pixels. */
const diagramPx = 380

/**
 * How high a lab wants to be at its present width: everything beside the diagram as it is, and room for the diagram. It
 * does not depend on the height that the lab has, so a host that gives it is not asked again.
 */
export function wantedHeight(root: Element): number {
  const all = Math.max(root.scrollHeight, root.getBoundingClientRect().height)
  const diagram = root.querySelector('.diagram')?.getBoundingClientRect().height
  return diagram === undefined ? all : all - diagram + diagramPx
}

/** An H5P host's greeting, or a host that was there later than we were. */
function isHello(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return Reflect.get(data, 'context') === 'h5p' && Reflect.get(data, 'action') === 'hello'
}

/** The origin of a referrer; null where it has none that a message can be sent to, such as an application's own scheme. */
export function originOf(referrer: string): string | null {
  const origin = URL.canParse(referrer) ? new URL(referrer).origin : 'null'
  return origin === 'null' ? null : origin
}
