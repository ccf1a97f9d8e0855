import type { EventName } from '../protocol/machines.ts'
import {
  type Act,
  isMemory,
  type Line,
  memoryAt,
  ownKey,
  type Process,
  type Program,
  type Question,
  type Store,
  type StoreRef,
} from '../protocol/system.ts'
import type { Row as TableRow } from '../protocol/tabulate.ts'
import type { ArmedTask, Happening, Stepped, StoredAt, TaskName } from './happening.ts'
import { type Key, type MessageId, type Packet, packetId } from './packet.ts'
import {
  blankStore,
  type Entry,
  type FaultCount,
  type Hand,
  type MessageState,
  none,
  type ProcessState,
  type Row,
  type StoreState,
  type Task,
  type World,
} from './world.ts'

/**
 * A world being changed by one choice: asks the machines, carries out what they ask for on a copy of what it touches,
 * and collects what happened.
 */
export class WorldDraft {
  private readonly before: World
  private readonly spent: boolean
  private readonly own = new Set<unknown>()
  private handed: number
  private messages: readonly MessageState[]
  private stores: readonly StoreState[]
  private processes: readonly ProcessState[]
  private packets: World['packets']
  private faults: FaultCount
  private tasksMade: number
  private packetsMade: number
  private readonly happened: Happening[] = []
  private readonly doers: (number | null)[] = []
  private doer: number | null = null
  private readonly reached: TaskName[] = []
  private readonly armed: ArmedTask[] = []
  private readonly stored: StoredAt[] = []

  /** `spent`: the world is read by nobody any more, so that its lists are changed in place. */
  constructor(world: World, spent: boolean) {
    this.before = world
    this.spent = spent
    this.handed = world.handed
    this.messages = world.messages
    this.stores = world.stores
    this.processes = world.processes
    this.packets = world.packets
    this.faults = world.faults
    this.tasksMade = world.tasksMade
    this.packetsMade = world.packetsMade
  }

  result(): Stepped {
    const { before, handed, messages, stores, processes, packets, faults, tasksMade, packetsMade } = this
    const { system, mostAttempts } = before
    return {
      world: { system, mostAttempts, handed, messages, stores, processes, packets, faults, tasksMade, packetsMade },
      happened: this.happened,
      doers: this.doers,
      reached: this.reached,
      armed: this.armed,
      stored: this.stored,
    }
  }

  /** The environment hands over a message. */
  submit(at: number, which: number, message: MessageId): void {
    this.handed = Math.max(this.handed, message)
    // A machine that makes its first key itself has none before.
    const key = this.program(at, which).startEvent === null ? 1 : 0
    this.changeMessage(message, { handed: true, keysMade: key })
    this.begin(at, which, { message, key, had: key === 0 ? none : [key] })
  }

  /** A task starts by itself. */
  start(at: number, which: number, entry: number | null): void {
    const { starts } = this.program(at, which)
    if (starts.kind === 'may') {
      const mays = this.mutable(this.process(at).mays)
      mays[which] = (mays[which] as number) + 1
      this.changeProcess(at, { mays })
    }
    if (entry === null) this.begin(at, which, {})
    else this.begin(at, which, this.inHand(at, starts.entry as StoreRef, entry))
  }

  /** A task runs the line that it is at. */
  run(at: number, message: MessageId, task: number): void {
    this.runLine(at, this.task(at, message, task))
  }

  /** A packet reaches a process: the task that waits for it, or the program that it starts, or nobody. */
  deliver(packet: Packet, at: number, resumed: number | null): void {
    const { programs } = this.before.system.processes[at] as Process
    const which = programs.findIndex(({ starts }) => starts.packet === packet.kind)
    const starts = resumed === null && which >= 0 && !this.process(at).stopped
    this.take(packet)
    this.doer = starts ? this.tasksMade + 1 : resumed
    this.happens({ kind: 'deliver', process: this.nameOf(at), ...naming(packet) })
    if (resumed !== null) {
      const task = this.task(at, packet.message, resumed)
      this.fire(at, task, this.program(at, task.program).awaitEvent(packet.kind))
    } else if (starts) {
      this.count(packet.message, 'deliveries')
      this.begin(at, which, { message: packet.message, key: packet.key, packet, behind: packet.behind })
    } else this.happens({ kind: 'ignore', process: this.nameOf(at), ...naming(packet) })
  }

  drop(packet: Packet, at: number | undefined): void {
    this.take(packet)
    this.faults = { ...this.faults, dropped: this.faults.dropped + 1 }
    this.happens({ kind: 'drop', ...(at === undefined ? {} : { process: this.nameOf(at) }), ...naming(packet) })
  }

  duplicate(packet: Packet): void {
    this.faults = { ...this.faults, duplicated: this.faults.duplicated + 1 }
    const { kind, message, attempt } = packet
    const copy = this.unusedCopy(message, kind, attempt, 1)
    const twin = { ...packet, id: packetId(kind, message, attempt, copy), copy, order: this.packetsMade++ }
    this.put(twin)
    this.happens({ kind: 'duplicate', ...naming(twin) })
  }

  /** A timer expires. */
  expire(at: number, message: MessageId, id: number): void {
    const task = this.task(at, message, id)
    this.doer = id
    this.happens({ kind: 'timeout', process: this.nameOf(at), ...this.about(task), ...this.lineAt(at, task) })
    this.fire(at, task, this.isLast(at, task) ? 'lastTimer' : 'timer')
  }

  /** A table forgets a row. */
  evict({
    process,
    store,
    message,
    key,
  }: {
    process: number | null
    store: number
    message: MessageId
    key: Key
  }): void {
    const ref = process === null ? store : -store - 1
    this.removeRow(process ?? 0, ref, message, key)
    const { keeper } = this.storeDefinition(process ?? 0, ref)
    const { doer } = this
    this.doer = null
    const told = process === null ? keeper : this.nameOf(process)
    this.happens({
      kind: 'evict',
      ...(told === null ? {} : { process: told }),
      message,
      ...this.storeNamed(process ?? 0, ref),
    })
    this.doer = doer
  }

  /** A process goes down: its tasks and its memory go, what is durable stays. Down for good, it ignores what comes. */
  crash(at: number, forGood: boolean): void {
    const { tasks, memory } = this.process(at)
    this.faults = { ...this.faults, crashes: this.faults.crashes + 1 }
    const [foremost] = tasks.flat().filter(({ program }) => !this.program(at, program).beside)
    this.happens({
      kind: forGood ? 'stop' : 'crash',
      process: this.nameOf(at),
      ...(foremost === undefined ? {} : { ...this.about(foremost), ...this.lineAt(at, foremost) }),
    })
    const blank = memory.map(({ kind }) => blankStore(kind, this.messages.length))
    this.changeProcess(at, { up: false, stopped: forGood, memory: blank })
    for (const each of tasks) {
      for (const task of [...each]) {
        if (task.packet !== null && !task.settled) this.count(task.message, 'interrupted')
        this.fire(at, task, 'crash', true)
      }
    }
  }

  /** A process comes back: what its machines still know goes on, and its restart programs stand at their first lines. */
  restart(at: number): void {
    const { programs } = this.before.system.processes[at] as Process
    this.changeProcess(at, { up: true })
    this.happens({ kind: 'restart', process: this.nameOf(at) })
    for (const tasks of this.process(at).tasks) {
      for (const task of [...tasks]) this.fire(at, task, this.isLast(at, task) ? 'lastRestart' : 'restart')
    }
    programs.forEach(({ starts }, which) => {
      if (starts.kind !== 'restart') return
      if (starts.entry === null) this.begin(at, which, {})
      else {
        const list = this.store(at, starts.entry)
        if (list.kind !== 'list') return
        list.entries.forEach(({ word }, i) => {
          if (starts.word === null || word === starts.word) {
            this.begin(at, which, this.inHand(at, starts.entry as StoreRef, i))
          }
        })
      }
    })
  }

  /** A new task of a program; it runs its first line, or the machine's own first event, where the program says so. */
  private begin(at: number, which: number, made: Partial<Task>): void {
    const program = this.program(at, which)
    const key = made.key ?? 0
    const task: Task = {
      id: ++this.tasksMade,
      program: which,
      state: program.machine.initial,
      message: 0,
      key,
      had: [key],
      hand: null,
      tried: 0,
      timer: false,
      attempt: 0,
      packet: null,
      behind: 0,
      settled: false,
      ...made,
    }
    const tasks = this.mutable(this.process(at).tasks)
    tasks[task.message] = [...(tasks[task.message] as readonly Task[]), task]
    this.changeProcess(at, { tasks, busy: this.process(at).busy + (program.beside ? 0 : 1) })
    this.doer = task.id
    if (program.startEvent !== null) {
      this.fire(at, task, program.startEvent)
      return
    }
    this.reach(at, task)
    const line = program.lineOf(task.state)
    if (program.atOnce) {
      const kind = program.starts.kind === 'submit' ? 'submit' : 'take'
      const { hand } = task
      const entry = hand === null ? {} : { ...this.storeNamed(at, hand.list), entry: hand.at }
      this.happens({ kind, ...this.said(at, task, line), ...entry })
    }
    if (line !== null && line.awaits.length > 0) this.act(at, task, { act: 'enterAwait' }, line, [])
    else if (program.atOnce) this.runLine(at, task)
  }

  private runLine(at: number, task: Task): void {
    const program = this.program(at, task.program)
    const line = program.lineOf(task.state)
    const told = this.happened.length
    this.doer = task.id
    const holds = line?.asks ? this.answer(at, task, line.asks) : false
    if (line?.asks && program.tellsChecks) {
      const { asks } = line
      const store = 'store' in asks ? this.storeNamed(at, asks.store) : {}
      this.happens({ kind: 'check', ...this.said(at, task, line), ...store, holds })
    }
    this.fire(at, task, holds ? 'runHolds' : 'run')
    if (this.happened.length === told) this.happens({ kind: 'run', ...this.said(at, task, line) })
  }

  /** A machine is told an event; the world carries out what it asks for. `crashing`: where it ends, nothing is known. */
  private fire(at: number, task: Task, event: EventName, crashing = false): void {
    const program = this.program(at, task.program)
    const line = program.lineOf(task.state)
    const row = program.machine.next(task.state, event)
    this.doer = task.id
    if (row.next !== task.state) this.changeTask(at, task, { state: row.next })
    this.carryOut(at, task, program, line, row)
    const over = program.isOver(row.next)
    if (program.starts.kind === 'submit') {
      const name = program.machine.nameOf(row.next)
      this.changeMessage(task.message, { origin: crashing && over && program.tellsLines ? null : name })
    }
    if (over) this.end(at, task)
    else this.reach(at, task)
  }

  private carryOut(at: number, task: Task, program: Program, line: Line | null, row: TableRow): void {
    const together = row.actions.flatMap((action): readonly Act[] => {
      if (action === 'do') return line?.does ?? []
      if (action === 'thenDo') return line?.doesThen ?? []
      return program.means[action] ?? []
    })
    const next = program.lineOf(row.next)
    for (const act of together) this.act(at, task, act, act.act === 'enterAwait' ? next : line, together)
  }

  /** Notes that a task stands at a line; of a task that went on in the same move only the last place counts. */
  private reach(process: number, { message, id }: Task): void {
    const known = this.reached.findIndex(({ task }) => task === id)
    if (known >= 0) this.reached.splice(known, 1)
    this.reached.push({ process, message, task: id })
  }

  private end(at: number, ended: Task): void {
    const { message, id, program, had } = this.task(at, ended.message, ended.id)
    const standing = this.reached.findIndex(({ task }) => task === id)
    if (standing >= 0) this.reached.splice(standing, 1)
    const tasks = this.mutable(this.process(at).tasks)
    tasks[message] = (tasks[message] as readonly Task[]).filter((task) => task.id !== id)
    const { beside, starts } = this.program(at, program)
    this.changeProcess(at, { tasks, busy: this.process(at).busy - (beside ? 0 : 1) })
    if (starts.kind === 'submit') this.changeMessage(message, { knownKeys: had })
  }

  /** Carries out one operation for a task. */
  private act(
    at: number,
    which: Pick<Task, 'message' | 'id'>,
    act: Act,
    line: Line | null,
    together: readonly Act[],
  ): void {
    const task = this.task(at, which.message, which.id)
    const told = this.said(at, task, line)
    const tell = (kind: Happening['kind'], more: Partial<Happening> = {}) => this.happens({ kind, ...told, ...more })
    switch (act.act) {
      case 'apply': {
        const store = this.store(at, act.store)
        if (store.kind !== 'ledger') return
        this.setStore(at, act.store, { ...store, counts: this.counted(store.counts, task.message, 1) })
        this.changeTask(at, task, { settled: true })
        const sets = together.some(({ act }) => act === 'set')
        tell('apply', { ...this.storeNamed(at, act.store), ...(sets ? { value: valueSetBy(task.message) } : {}) })
        return
      }
      case 'put': {
        const word = act.word === ownKey ? task.key : act.word
        const withEffect = together.some(({ act }) => act === 'apply')
        if (act.told === 'put') {
          tell('put', { ...this.storeNamed(at, act.store), ...(typeof word === 'string' ? { word } : {}) })
        } else if (!withEffect) tell('remember')
        this.putRow(at, act.store, task, word)
        return
      }
      case 'set':
        this.setStore(at, act.store, { kind: 'cursor', at: valueSetBy(task.message) })
        return
      case 'drop':
        this.removeRow(at, act.store, task.message, this.rowKey(at, act.store, task.key))
        tell('remove', this.storeNamed(at, act.store))
        return
      case 'append':
      case 'reserve': {
        const store = this.store(at, act.store)
        if (store.kind !== 'list') return
        const entry: Entry = { message: task.message, key: task.key, word: act.word }
        this.setStore(at, act.store, { ...store, entries: [...store.entries, entry] })
        if (act.act === 'reserve') {
          this.changeTask(at, task, { hand: { list: act.store, at: store.entries.length, gone: false } })
        }
        const named = { ...this.storeNamed(at, act.store), entry: store.entries.length }
        tell('append', { ...named, ...(act.word === null ? {} : { word: act.word }) })
        return
      }
      case 'mark': {
        const { hand } = task
        if (hand !== null && !hand.gone) {
          const store = this.store(at, hand.list)
          if (store.kind !== 'list') return
          const entries = [...store.entries]
          entries[hand.at] = { ...(entries[hand.at] as Entry), word: act.word }
          this.setStore(at, hand.list, { ...store, entries })
        }
        tell('mark', { ...(hand && { ...this.storeNamed(at, hand.list), entry: hand.at }), word: act.word })
        return
      }
      case 'advance':
        if (task.hand !== null) this.setStore(at, act.store, { kind: 'cursor', at: task.hand.at + 1 })
        tell('advance', this.storeNamed(at, act.store))
        return
      case 'bump': {
        const store = this.store(at, act.store)
        if (store.kind === 'cursor') this.setStore(at, act.store, { kind: 'cursor', at: store.at + 1 })
        tell('bump', this.storeNamed(at, act.store))
        return
      }
      case 'copy':
        this.letGo(at, act.to)
        this.setStore(at, act.to, this.cloned(this.store(at, act.store)))
        tell('copy', this.storeNamed(at, act.to))
        return
      case 'clear':
        this.letGo(at, act.store)
        this.setStore(at, act.store, blankStore(this.store(at, act.store).kind, this.messages.length))
        tell('clear', this.storeNamed(at, act.store))
        return
      case 'flush':
        this.flush(at, act.store, act.to)
        tell('flush', this.storeNamed(at, act.store))
        return
      case 'send': {
        const to = this.before.system.processes.findIndex(({ role }) => role === act.role)
        const several = this.before.system.processes.filter(({ role }) => role === act.role).length > 1
        this.send(at, task, act.kind, several ? -to - 1 : to, task.key, task.behind | (1 << at), told)
        return
      }
      case 'answer':
        if (task.packet !== null) {
          this.send(at, task, act.kind, task.packet.from, task.packet.key, task.behind, told)
        }
        return
      case 'newKey': {
        const { message, had } = task
        const key = this.nextKey(message)
        this.changeTask(at, task, { key, had: [...had, key] })
        if (this.program(at, task.program).tellsLines) tell('newKey')
        return
      }
      case 'forgetKeys':
        this.changeTask(at, task, { had: none })
        return
      case 'enterAwait':
        this.enterAwait(at, task, line, together)
        return
      case 'leaveAwait':
        this.changeTask(at, task, { timer: false })
        return
      case 'tell':
        if (act.what === 'absorb') {
          this.count(task.message, 'absorbed')
          this.changeTask(at, task, { settled: true })
        }
        tell(act.what)
        return
    }
  }

  /** A task waits; its timer runs if the line has one. */
  private enterAwait(at: number, task: Task, line: Line | null, together: readonly Act[]): void {
    const { timer } = line ?? { timer: true }
    this.changeTask(at, task, { tried: task.tried + 1, timer })
    if (this.program(at, task.program).tellsLines) this.happens({ kind: 'await', ...this.said(at, task, line) })
    else if (!together.some(({ act }) => act === 'send')) this.happens({ kind: 'resume', ...this.said(at, task, null) })
    const told = this.happened.length - 1
    if (timer) this.armed.push({ process: at, message: task.message, task: task.id, told })
  }

  private send(
    at: number,
    task: Task,
    kind: string,
    to: number,
    key: Key,
    behind: number,
    told: Partial<Happening>,
  ): void {
    const { message } = task
    const answers = task.packet !== null && this.before.system.answersShareNumbers
    const attempt = answers ? (task.packet as Packet).attempt : this.numberOf(message, kind)
    const copy = answers ? this.unusedCopy(message, kind, attempt, (task.packet as Packet).copy) : 0
    const id = packetId(kind, message, attempt, copy)
    const packet: Packet = { id, kind, message, attempt, copy, key, from: at, to, behind, order: this.packetsMade++ }
    this.changeTask(at, task, { attempt })
    this.put(packet)
    this.happens({ kind: 'send', ...told, ...naming(packet) })
  }

  /** Counts one more packet of this kind for a message, and says how many there were. */
  private numberOf(message: MessageId, kind: string): number {
    const state = this.messages[message - 1]
    if (state === undefined) return this.packetsMade + 1
    const number = (state.sent[kind] ?? 0) + 1
    this.changeMessage(message, { sent: { ...state.sent, [kind]: number } })
    return number
  }

  private nextKey(message: MessageId): Key {
    const made = (this.messages[message - 1]?.keysMade ?? 0) + 1
    this.changeMessage(message, { keysMade: made })
    return made
  }

  /** Whether a task's next time is one too many. */
  private isLast(at: number, task: Task): boolean {
    const attempts = this.program(at, task.program).lineOf(task.state)?.attempts ?? null
    return attempts === null ? task.attempt >= this.before.mostAttempts : task.tried >= attempts
  }

  private answer(at: number, task: Task, question: Question): boolean {
    switch (question.asks) {
      case 'in': {
        const row = this.rowOf(at, question.store, task)
        if (row === undefined || question.word === null) return row !== undefined
        return row.word === (question.word === ownKey ? task.key : question.word)
      }
      case 'stale': {
        const row = this.rowOf(at, question.store, task)
        return row !== undefined && typeof row.word === 'number' && row.word > task.key
      }
      case 'same': {
        const [one, other] = question.stores.map((ref) => this.store(at, ref))
        return one?.kind === 'cursor' && other?.kind === 'cursor' && one.at === other.at
      }
      case 'tried':
        return task.tried >= question.number
      case 'message':
        return task.message === question.number
    }
  }

  private rowKey(at: number, ref: StoreRef, key: Key): Key {
    return this.storeDefinition(at, ref).by === 'key' ? key : 0
  }

  private rowOf(at: number, ref: StoreRef, { message, key }: Task): Row | undefined {
    const store = this.store(at, ref)
    const wanted = this.rowKey(at, ref, key)
    return store.kind === 'table' ? store.rows[message]?.find((row) => row.key === wanted) : undefined
  }

  /** A row gets a word; where only so many rows fit, the oldest leaves for one that is new. */
  private putRow(at: number, ref: StoreRef, { message, key: of }: Task, word: string | Key): void {
    const store = this.store(at, ref)
    if (store.kind !== 'table') return
    const key = this.rowKey(at, ref, of)
    const rows = this.mutable(store.rows)
    const old = rows[message] as readonly Row[]
    const fresh = !old.some((row) => row.key === key)
    rows[message] = fresh ? [...old, { key, word }] : old.map((row) => (row.key === key ? { key, word } : row))
    const { window } = this.storeDefinition(at, ref)
    const most = window !== 'unlimited' && 'keys' in window ? window.keys : null
    const order = most === null || !fresh ? store.order : [...store.order, { message, key }]
    this.setStore(at, ref, { ...store, rows, order })
    this.stored.push({ ...this.placed(at, ref), message, key })
    if (most === null) return
    for (const oldest of order.slice(0, Math.max(0, order.length - most))) {
      this.evict({ ...this.placed(at, ref), ...oldest })
    }
  }

  private removeRow(at: number, ref: StoreRef, message: MessageId, key: Key): void {
    const store = this.store(at, ref)
    if (store.kind !== 'table') return
    const rows = this.mutable(store.rows)
    rows[message] = (rows[message] as readonly Row[]).filter((row) => row.key !== key)
    const order = store.order.filter((row) => row.message !== message || row.key !== key)
    this.setStore(at, ref, { ...store, rows, order })
  }

  private flush(at: number, from: StoreRef, to: StoreRef): void {
    const [list, target] = [this.store(at, from), this.store(at, to)]
    if (list.kind !== 'list') return
    if (target.kind === 'list') this.setStore(at, to, { ...target, entries: [...target.entries, ...list.entries] })
    if (target.kind === 'ledger') {
      let { counts } = target
      for (const { message } of list.entries) counts = this.counted(counts, message, 1)
      this.setStore(at, to, { ...target, counts })
    }
    this.letGo(at, from)
    this.setStore(at, from, { kind: 'list', entries: none })
  }

  private counted(counts: readonly number[], message: MessageId, more: number): number[] {
    const changed = this.mutable(counts)
    changed[message] = (changed[message] as number) + more
    return changed
  }

  /** The entries of a list go, so that no task has one of them in hand any more. */
  private letGo(at: number, list: StoreRef): void {
    if (this.store(at, list).kind !== 'list') return
    this.processes.forEach(({ tasks }, process) => {
      if (isMemory(list) && process !== at) return
      for (const task of tasks.flat()) {
        const { hand } = task
        if (hand?.list === list && !hand.gone) this.changeTask(process, task, { hand: { ...hand, gone: true } })
      }
    })
  }

  private inHand(at: number, list: StoreRef, entry: number): Partial<Task> {
    const store = this.store(at, list)
    const { message, key } = (store.kind === 'list' ? store.entries[entry] : undefined) as Entry
    const hand: Hand = { list, at: entry, gone: false }
    return { message, key, hand }
  }

  private happens(happening: Happening): void {
    this.happened.push(happening)
    this.doers.push(this.doer)
  }

  /** What is said of everything that a task does: who, about which message, because of which packet, at which line. */
  private said(at: number, task: Task, line: Line | null): Omit<Happening, 'kind'> {
    const named = line !== null && this.program(at, task.program).tellsLines
    return { process: this.nameOf(at), ...this.about(task), ...(named ? { line: line.word } : {}) }
  }

  private about({ message, attempt, packet }: Task): Partial<Happening> {
    if (packet !== null) return naming(packet)
    return { ...(message > 0 ? { message } : {}), ...(attempt > 0 ? { attempt } : {}) }
  }

  private lineAt(at: number, { program, state }: Task): Partial<Happening> {
    const { tellsLines, lineOf } = this.program(at, program)
    const line = lineOf(state)
    return line === null || !tellsLines ? {} : { line: line.word }
  }

  /** A packet is off the wire. */
  private take({ message, id }: Packet): void {
    const packets = this.mutable(this.packets)
    packets[message] = (packets[message] as readonly Packet[]).filter((packet) => packet.id !== id)
    this.packets = packets
  }

  private put(packet: Packet): void {
    const packets = this.mutable(this.packets)
    packets[packet.message] = [...(packets[packet.message] as readonly Packet[]), packet]
    this.packets = packets
    const message = this.messages[packet.message - 1]
    if (packet.copy > 0 && message !== undefined) {
      this.changeMessage(packet.message, { copies: [...message.copies, packet.id] })
    }
  }

  /** The first number from `wanted` on that no packet of this attempt had: two packets never share an identity. */
  private unusedCopy(message: MessageId, kind: string, attempt: number, wanted: number): number {
    if (wanted === 0) return 0
    const { copies } = this.messages[message - 1] ?? {}
    // Packets about no message are numbered by how many there were of any.
    if (copies === undefined) return this.packetsMade + 1
    let copy = wanted
    while (copies.includes(packetId(kind, message, attempt, copy))) copy++
    return copy
  }

  private count(message: MessageId, what: 'deliveries' | 'absorbed' | 'interrupted'): void {
    const state = this.messages[message - 1]
    if (state !== undefined) this.changeMessage(message, { [what]: state[what] + 1 })
  }

  private program(at: number, which: number): Program {
    return this.before.system.processes[at]?.programs[which] as Program
  }

  private nameOf(at: number): string {
    return this.before.system.processes[at]?.name ?? ''
  }

  private process(at: number): ProcessState {
    return this.processes[at] as ProcessState
  }

  private task(at: number, message: MessageId, id: number): Task {
    const task = this.process(at).tasks[message]?.find((each) => each.id === id)
    if (task === undefined) throw new Error(`process "${this.nameOf(at)}" has no task ${id}`)
    return task
  }

  private store(at: number, ref: StoreRef): StoreState {
    return (isMemory(ref) ? this.process(at).memory[memoryAt(ref)] : this.stores[ref]) as StoreState
  }

  private storeDefinition(at: number, ref: StoreRef): Store {
    const { processes, stores } = this.before.system
    return (isMemory(ref) ? processes[at]?.memory[memoryAt(ref)] : stores[ref]) as Store
  }

  private storeNamed(at: number, ref: StoreRef): { store?: string } {
    return this.before.system.tellsStores ? { store: this.storeDefinition(at, ref).name } : {}
  }

  private placed(at: number, ref: StoreRef): { process: number | null; store: number } {
    return isMemory(ref) ? { process: at, store: memoryAt(ref) } : { process: null, store: ref }
  }

  private setStore(at: number, ref: StoreRef, state: StoreState): void {
    if (isMemory(ref)) {
      const memory = [...this.process(at).memory]
      memory[memoryAt(ref)] = state
      this.changeProcess(at, { memory })
      return
    }
    const stores = this.mutable(this.stores)
    stores[ref] = state
    this.stores = stores
  }

  private changeProcess(at: number, part: Partial<ProcessState>): void {
    const processes = this.mutable(this.processes)
    processes[at] = { ...this.process(at), ...part }
    this.processes = processes
  }

  private changeTask(at: number, { message, id }: Pick<Task, 'message' | 'id'>, part: Partial<Task>): void {
    const tasks = this.mutable(this.process(at).tasks)
    tasks[message] = (tasks[message] as readonly Task[]).map((task) => (task.id === id ? { ...task, ...part } : task))
    this.changeProcess(at, { tasks })
  }

  private changeMessage(id: MessageId, part: Partial<MessageState>): void {
    const before = this.messages[id - 1]
    if (before === undefined) return
    const messages = this.mutable(this.messages)
    messages[id - 1] = { ...before, ...part }
    this.messages = messages
  }

  /** A list that this move may change: a copy of its own, or the list itself where nobody reads it any more. */
  private mutable<T>(list: readonly T[]): T[] {
    if (this.own.has(list) || (this.spent && Object.isExtensible(list))) return list as T[]
    const copy = [...list]
    this.own.add(copy)
    return copy
  }

  /** A store that shares no list with this one. */
  private cloned(store: StoreState): StoreState {
    if (store.kind === 'ledger') return { ...store, counts: [...store.counts] }
    return store.kind === 'table' ? { ...store, rows: [...store.rows] } : store
  }
}

function naming({ id, message, attempt }: Packet) {
  return { message, attempt, packet: id }
}

/** What message i sets the value to, where effects set. */
export const valueSetBy = (message: MessageId): number => 100 * message
