/**
 * `<exactly-once-lab lesson="lose-the-ack" theme="dark">`: the lab as an element of any page. Its attributes are the
 * parameters of an address; changing one changes the lab. Every element has a store, a clock and a shadow tree of its
 * own, so several on one page know nothing of each other, and none knows anything of the page's address.
 */
import { createRoot, type Root } from 'react-dom/client'
import { noticeOf } from '../app/address.ts'
import { addressOfAttributes, isParameter } from '../app/attributes.ts'
import { startClock } from '../app/clock.ts'
import { restUnseen, wantedHeight, watchHeight } from '../app/frame.ts'
import { createLab, type Lab } from '../app/lab.ts'
import { inOrder, tellHost } from '../app/messages.ts'
import { motionIsUnwelcome } from '../app/motion.ts'
import { showOptions } from '../app/settings.ts'
import { thread } from '../app/thread.ts'
import { writeLink } from '../share/link.ts'
import { type LabMessage, namespace, type Reply, readCommand } from '../share/messages.ts'
import { defaultOptions } from '../share/options.ts'
import { type Address, readAddress } from '../share/page.ts'
import { type FieldProblem, scenarioOf } from '../sim/scenario.ts'
import { App } from '../ui/App.tsx'
import { scriptFolder } from './home.ts'

const styles = import.meta.glob<string>(['../ui/lab.css', '../ui/element.css', '../ui/*/*.css'], {
  query: '?inline',
  import: 'default',
  eager: true,
})

/** One sheet for all elements of a page; made when the first of them is shown. */
let sheet: CSSStyleSheet | undefined
function sharedSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet()
    // The order of the layers is declared by the first sheet that names them.
    const order = Object.keys(styles).sort((a, b) => Number(b.endsWith('/lab.css')) - Number(a.endsWith('/lab.css')))
    sheet.replaceSync(order.map((path) => styles[path]).join('\n'))
  }
  return sheet
}

let count = 0

/** A worker has no elements. */
const Base = thread === 'page' ? HTMLElement : (class {} as typeof HTMLElement)

class ExactlyOnceLab extends Base {
  #lab: Lab | undefined
  #obey: ReturnType<typeof inOrder> | undefined
  #address: Address | undefined
  /** How often the attributes were asked, since the element came into sight. */
  #asked = 0
  #root: Root | undefined
  readonly #size = new CSSStyleSheet()
  #stop: (() => void)[] = []

  connectedCallback(): void {
    // Moved to another place of the page it goes on as it is.
    if (this.#stop.length > 0) return
    const attributes = new MutationObserver((records) => {
      const changed = records.some(
        ({ attributeName: name }) => name === 'home' || name === 'height' || isParameter(name ?? ''),
      )
      // Before it is seen nothing has been made of them.
      if (changed && this.#asked > 0) this.#read()
    })
    attributes.observe(this, { attributes: true })
    // What nobody has scrolled to costs nothing; until then the element shows its own content.
    const sight = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        sight.disconnect()
        if (this.#lab === undefined) this.#read()
        else this.#show(this.#lab)
      },
      { rootMargin: '300px' },
    )
    sight.observe(this)
    this.#stop = [() => attributes.disconnect(), () => sight.disconnect()]
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return
      for (const stop of this.#stop) stop()
      this.#stop = []
      this.#lab?.pause()
    })
  }

  /** Does what the attributes ask for. A packed link takes a moment; what is asked for meanwhile holds instead. */
  #read(): void {
    const asked = ++this.#asked
    const address = addressOfAttributes(this.attributes)
    const use = (read: Address) => {
      if (asked !== this.#asked || this.#stop.length === 0) return
      if (this.#lab === undefined) this.#show(this.#begin(read))
      else this.#follow(this.#lab, read)
    }
    if (address instanceof Promise) void address.then(use)
    else use(address)
  }

  #show(lab: Lab): void {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    shadow.adoptedStyleSheets = [sharedSheet(), this.#size]
    this.#takeSize()
    const root = document.createElement('div')
    root.className = 'root'
    const frame = document.createElement('div')
    frame.className = 'frame'
    frame.append(root)
    shadow.replaceChildren(frame)
    // The size of text that the visitor chose in the browser; the host's own choice does not come in.
    frame.style.setProperty('--text', getComputedStyle(frame).fontSize)
    this.#lab = lab
    this.#obey ??= inOrder(lab)
    root.addEventListener('click', (event) => this.#lead(event, lab))
    this.#root = createRoot(root, { identifierPrefix: `lab${++count}-` })
    this.#root.render(<App lab={lab} />)
    const height = watchHeight(
      [root],
      () => wantedHeight(root),
      (height) => this.#tell({ type: 'resize', height }),
    )
    this.#stop.push(
      showOptions(lab, root),
      startClock(lab),
      restUnseen(lab, this, () => this.#play(lab)),
      tellHost(lab, (message) => this.#tell(message)),
      height.stop,
      () => this.#root?.unmount(),
    )
    this.#tell({ type: 'ready', height: Math.ceil(wantedHeight(root)), version: '1', page: lab.getState().page })
  }

  /** An element plays by itself only where its author says so, and when it is seen. */
  #play(lab: Lab): void {
    const { autoplay } = lab.getState().options
    if (['1', 'visible'].includes(autoplay) && !motionIsUnwelcome(lab.getState())) lab.play()
  }

  /** A link to a page of the lab leads there within the element: the address bar is the host's. */
  #lead(event: MouseEvent, lab: Lab): void {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#v=1"]') : null
    if (link === null || event.defaultPrevented) return
    event.preventDefault()
    const { page, link: run, options } = readAddress(link.getAttribute('href') ?? '')
    lab.setState((state) => ({ options: { ...state.options, ...options } }))
    if (run?.ok) lab.load(run.scenario, run.atMs, page)
    else lab.open(page)
  }

  /** A DOM event named like the message, with the rest of it as its detail; it goes no further than this element. */
  #tell({ type, ...detail }: LabMessage): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }

  /**
   * Obeys a command of the message API, such as `{ type: 'seek', t: 5900 }`, and answers as a reply does, or promises to
   * where the command, or one before it, holds a packed link. Before the element was first seen there is nothing that could.
   */
  command(command: object): Reply | Promise<Reply> {
    const read = readCommand({ ...command, ns: namespace })
    if (this.#obey === undefined) return refused(null, [{ field: 'type', problem: 'comes before the event "ready"' }])
    if (read === null) return refused(null, [{ field: 'command', problem: 'must be an object' }])
    return read.ok ? this.#obey(read.command) : refused(read.req, read.problems)
  }

  #begin(address: Address): Lab {
    const { page, link, options } = address
    this.#address = address
    const lab = link?.ok ? createLab(link.scenario, link.atMs ?? 0) : createLab(scenarioOf({}))
    lab.setState({
      page,
      home: this.#home,
      options: { ...defaultOptions, ...options },
      asked: options,
      speed: options.speed ?? 1,
      notice: noticeOf(address),
    })
    return lab
  }

  /** Brings the lab to what the attributes say now. What they do not say any more goes back to its default. */
  #follow(lab: Lab, address: Address): void {
    this.#takeSize()
    const before = this.#address
    this.#address = address
    const { page, link, options } = address
    if (runOf(address) !== (before && runOf(before))) {
      if (link?.ok) lab.load(link.scenario, link.atMs)
      else if (link === null) lab.load(scenarioOf({}), 0)
    }
    if (page !== before?.page) lab.open(page)
    if (options.speed !== before?.options.speed) lab.setSpeed(options.speed ?? 1)
    lab.setState({
      home: this.#home,
      options: { ...defaultOptions, ...options },
      asked: options,
      notice: noticeOf(address),
    })
  }

  /**
   * The height of the attribute, in CSS pixels: a host with a strict policy takes style attributes away. A style sheet of
   * the host holds over it.
   */
  #takeSize(): void {
    const height = this.getAttribute('height') ?? ''
    this.#size.replaceSync(/^\d{1,5}$/.test(height) ? `:host { height: ${height}px }` : '')
  }

  get #home(): string | null {
    const home = this.getAttribute('home')
    return home === null ? scriptFolder : urlOf(home)
  }
}

/** Only a page on the web can be led to. */
function urlOf(home: string): string | null {
  if (home.trim() === '' || !URL.canParse(home, document.baseURI)) return null
  const { protocol, href } = new URL(home, document.baseURI)
  return /^https?:$/.test(protocol) ? href : null
}

const refused = (req: Reply['req'], problems: readonly FieldProblem[]): Reply => ({
  type: 'reply',
  req,
  ok: false,
  problems,
})

/** What an address says of the run, to be compared. */
const runOf = ({ link }: Address): string => (link?.ok ? writeLink(link) : link === null ? '' : 'refused')

if (thread === 'page' && !customElements.get('exactly-once-lab'))
  customElements.define('exactly-once-lab', ExactlyOnceLab)
