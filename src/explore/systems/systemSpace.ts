/**
 * The states of a system, as the numbers of their parts, and what follows from each. What a task can do, and what comes
 * of it, depends on that task and on the few stores that its line names; so it is played once for each of these, in a
 * world that has them, through `choices` and `step`, and is read from a table from then on.
 */
import { type Act, isMemory, type Program, type Property, type Question, type StoreRef } from '../../protocol/system.ts'
import type { Happening, Stepped } from '../../sim/happening.ts'
import { type Choice, choices, receptionsOf, startsOf, step } from '../../sim/step.ts'
import type { ProcessState, Task, World } from '../../sim/world.ts'
import { messagesWith } from '../../verdict/properties.ts'
import { type Find, NoRoom, type Offer, type Space } from '../layers.ts'
import { PairMap, Sequences } from './numbered.ts'
import { firstWorld, make, messageOfStart, type SystemBounds } from './rules.ts'
import {
  actsOf,
  mostMessages,
  mostParts,
  namesGiven,
  type PacketPart,
  type PartId,
  type Slot,
  SystemParts,
  type TaskPart,
} from './systemParts.ts'

/** What a move does to the parts: code, slot and number, again and again. */
interface Outcome {
  readonly changes: Int32Array
  /** The message that the move is about; 0 for none. */
  readonly about: number
}

const set = 0
const addTask = 1
const removeTask = 2
/** One task instead of another; the number is that of the pair. */
const swapTask = 3
const addPacket = 4
/** The entries of a list are gone. Instead of a slot there is the process whose step it was, and then the list. */
const letGo = 5

const idle = 0
const stopped = 2

/** A kind of move, and what its outcome depends on: the numbers in these slots. */
interface Cell {
  readonly begins: number
  readonly slots: readonly Slot[]
  /** Which of the lists whose entries are taken; −1 where hands do not matter. */
  readonly hands: number
}

interface StartCell extends Cell {
  readonly process: number
  readonly program: number
  readonly may: boolean
  readonly beside: boolean
}

interface TaskCell extends Cell {
  readonly part: TaskPart
}

/** The tasks of a part: each different one that can run a line, and all that wait for a timer. */
interface Tasks {
  /** 1 where one of them is of those of which a process runs one at a time. */
  readonly one: 0 | 1
  readonly running: readonly TaskCell[]
  readonly waiting: readonly TaskPart[]
}

/** A list that programs start with entries of: which entries are in hand matters to them. */
interface TakenList {
  readonly list: StoreRef
  /** The process whose tasks alone count; −1 for all. */
  readonly process: number
}

/** Entries are told apart as bits. */
const mostEntries = 31

export class SystemSpace implements Space {
  readonly words: number
  readonly parts: SystemParts
  /** The first state of each property that was looked for and found, in the order of the system. */
  readonly found: (Find | null)[]
  private readonly bounds: SystemBounds
  private readonly looksFor: boolean[]
  private missing: number
  /** The parts of the state being visited, and where each that can change is packed. */
  private readonly here: Int32Array
  private readonly packed: Int32Array
  /** The word of each slot, and by how many bits it is shifted there; −1 for one that cannot change. */
  private readonly wordOf: Int32Array
  private readonly shiftOf: Int32Array
  private state: Int32Array
  private world: World | null = null
  private readonly sequences = new Sequences()
  private readonly outcomes: (readonly Outcome[] | undefined)[] = []
  private readonly ofTasks: (Outcome | undefined)[] = []
  private readonly holding: (readonly number[] | undefined)[] = []
  private readonly starts: readonly (readonly StartCell[])[]
  private readonly taskCells: (TaskCell | undefined)[] = []
  private readonly crashes: readonly { readonly cell: Cell; readonly process: number; readonly stops: boolean }[]
  private readonly evictions: readonly Cell[]
  private readonly deliveries: readonly number[]
  private readonly properties: Cell
  private readonly taken: readonly TakenList[]
  private readonly handsOfBag: (readonly number[] | undefined)[] = []
  private readonly letGoOf = new PairMap()
  private readonly timers: TaskPart[] = []
  /** Whether each process is idle, runs one of its one-at-a-time tasks, or has stopped. */
  private readonly status: Uint8Array
  private readonly taskSlots: Int32Array
  private readonly firstFlight: Slot
  private readonly lastFlight: Slot
  private readonly bags: (Tasks | undefined)[] = []
  /** What is to be put back once a state was offered. */
  private undoSlots = new Int32Array(64)
  private undoParts = new Int32Array(64)
  private undos = 0

  /** `properties`: the names of those to look for. */
  constructor(bounds: SystemBounds, properties: readonly string[]) {
    const { system, messages, faults } = bounds
    if (messages > mostMessages || system.processes.length > mostMessages) {
      throw new RangeError(`a search has room for ${mostMessages} messages and as many processes`)
    }
    this.bounds = bounds
    const parts = new SystemParts(bounds)
    this.parts = parts
    this.here = new Int32Array(parts.slots)
    this.packed = Int32Array.from(changingSlots(parts))
    this.wordOf = new Int32Array(parts.slots).fill(-1)
    this.shiftOf = new Int32Array(parts.slots)
    this.packed.forEach((slot, i) => {
      this.wordOf[slot] = i >> 1
      this.shiftOf[slot] = (i & 1) << 4
    })
    this.status = new Uint8Array(system.processes.length)
    this.taskSlots = Int32Array.from(system.processes, (_, process) => parts.tasksOf(process, 0))
    this.firstFlight = parts.packetsOf(0)
    this.lastFlight = this.firstFlight + parts.flights - 1
    this.words = Math.max(1, (this.packed.length + 1) >> 1)
    this.state = new Int32Array(this.words)
    this.found = system.properties.map(() => null)
    this.looksFor = system.properties.map(({ name }) => properties.includes(name))
    this.missing = this.looksFor.filter(Boolean).length
    this.taken = takenLists(bounds)
    this.starts = system.processes.map(({ programs }, process) =>
      programs.flatMap((program, which) => this.startCell(process, program, which) ?? []),
    )
    this.deliveries = system.processes.map(() => this.sequences.fresh())
    this.crashes = system.processes.flatMap(({ role, programs }, process) => {
      const lists = programs.flatMap(({ starts }) =>
        starts.kind === 'restart' && starts.entry !== null ? [parts.storeOf(process, starts.entry)] : [],
      )
      const cell = () => this.cell([parts.life(process), ...lists])
      return [
        ...(faults.crash.includes(role) ? [{ cell: cell(), process, stops: false }] : []),
        ...(faults.stop.includes(role) ? [{ cell: cell(), process, stops: true }] : []),
      ]
    })
    const forgets = (window: unknown) => window !== 'unlimited'
    this.evictions = [
      ...system.stores.flatMap(({ window }, at) => (forgets(window) ? [this.cell([parts.storeOf(0, at)])] : [])),
      ...system.processes.flatMap(({ memory }, process) =>
        memory.flatMap(({ window }, at) => (forgets(window) ? [this.cell([parts.memoryOf(process, at)])] : [])),
      ),
    ]
    this.properties = this.cell([parts.handed, ...system.properties.flatMap((property) => countedBy(property, parts))])
  }

  start(into: Int32Array): void {
    this.pack(firstWorld(this.bounds), into)
  }

  /** Writes the state that a world is in. */
  pack(world: World, into: Int32Array): void {
    const before = this.here.slice()
    this.parts.read(world, this.here)
    this.write(into)
    this.here.set(before)
  }

  /** What is the case is noted as states are visited: some of it is known only then. */
  marks(): number {
    return 0
  }

  expand(state: Int32Array, offer: Offer, mayFail: boolean): void {
    const { parts, here, timers, taskSlots, status } = this
    const { messages, network } = this.bounds
    this.unpack(state)
    this.state = state
    this.world = null
    /** Messages about which something can happen now, as bits. */
    let busy = 0
    let own = 0
    timers.length = 0
    for (let process = 0; process < status.length; process++) {
      if (parts.isStopped(process, here[parts.life(process)] as number)) {
        status[process] = stopped
        continue
      }
      const from = taskSlots[process] as number
      let one = idle
      for (let message = 0; message <= messages; message++) {
        const bag = here[from + message] as number
        if (bag === 0) continue
        const tasks = this.tasksIn(bag)
        one |= tasks.one
        for (let i = 0; i < tasks.waiting.length; i++) timers.push(tasks.waiting[i] as TaskPart)
        for (let i = 0; i < tasks.running.length; i++) {
          const outcome = this.outcomeOfTask(tasks.running[i] as TaskCell)
          own++
          busy |= 1 << message
          this.offer(outcome, offer, 0, true)
        }
      }
      status[process] = one
      const starts = this.starts[process] as readonly StartCell[]
      for (let i = 0; i < starts.length; i++) {
        const cell = starts[i] as StartCell
        if (one !== idle && !cell.beside) continue
        const found = this.outcomesOf(cell)
        for (let k = 0; k < found.length; k++) {
          const outcome = found[k] as Outcome
          if (!cell.may) {
            own++
            busy |= 1 << outcome.about
          }
          this.offer(outcome, offer, 0, !cell.may)
        }
      }
    }
    for (let slot = this.firstFlight; slot <= this.lastFlight; slot++) {
      const flight = here[slot] as number
      if (flight === 0) continue
      const { parts: packets, next } = parts.packetBags.of(flight)
      for (let k = 0; k < next.length; k++) {
        const at = next[k] as number
        const { id, packet, targets } = packets[at] as PacketPart
        for (let i = 0; i < targets.length; i++) {
          const found = this.receptions(targets[i] as number, packet.message, id, slot, at)
          for (let n = 0; n < found.length; n++) {
            own++
            busy |= 1 << packet.message
            this.begin(offer.next)
            this.change(slot, parts.withoutPacket(flight, at), offer.next)
            this.finish(found[n] as Outcome, offer, 0, true)
          }
        }
      }
    }
    let held = false
    for (let i = 0; i < timers.length; i++) {
      const part = timers[i] as TaskPart
      if (part.held) held = true
      else if (network.slow || (!(busy & (1 << part.task.message)) && this.isInnermost(part, i))) {
        own++
        this.offer(this.outcomeOfTask(this.taskCell(part)), offer, 0, true)
      }
    }
    for (let i = 0; i < this.evictions.length; i++) {
      const found = this.outcomesOf(this.evictions[i] as Cell)
      for (let k = 0; k < found.length; k++) this.offer(found[k] as Outcome, offer, 0, false)
    }
    if (this.missing > 0) this.note(own === 0 && !held, offer)
    if (mayFail) this.fail(offer)
  }

  private fail(offer: Offer): void {
    const { parts, here, crashes } = this
    const { lose, duplicate } = this.bounds.faults
    for (let i = 0; i < crashes.length; i++) {
      const { cell, process } = crashes[i] as (typeof crashes)[number]
      if (this.status[process] === stopped) continue
      const found = this.outcomesOf(cell)
      for (let k = 0; k < found.length; k++) this.offer(found[k] as Outcome, offer, 1, false)
    }
    if (lose === false && duplicate === false) return
    for (let slot = this.firstFlight; slot <= this.lastFlight; slot++) {
      const flight = here[slot] as number
      if (flight === 0) continue
      const { parts: packets, different } = parts.packetBags.of(flight)
      for (let k = 0; k < different.length; k++) {
        const at = different[k] as number
        const { id, mayBeLost, mayBeCopied } = packets[at] as PacketPart
        if (mayBeLost) {
          this.begin(offer.next)
          this.change(slot, parts.withoutPacket(flight, at), offer.next)
          this.finish(nothing, offer, 1, false)
        }
        if (mayBeCopied) {
          this.begin(offer.next)
          this.change(slot, parts.withPacket(flight, id), offer.next)
          this.finish(nothing, offer, 1, false)
        }
      }
    }
  }

  /** Notes each property that holds here for the first time. */
  private note(atEnd: boolean, offer: Offer): void {
    const { properties } = this.bounds.system
    const key = this.keyOf(this.properties)
    let holding = this.holding[key]
    if (holding === undefined) {
      const world = this.worldHere()
      holding = [...properties.keys()].filter((i) => messagesWith(world, properties[i] as Property).length > 0)
      this.holding[key] = holding
    }
    for (let i = 0; i < holding.length; i++) {
      const which = holding[i] as number
      if (!this.looksFor[which] || (!atEnd && properties[which]?.at === 'end')) continue
      this.found[which] = offer.here
      this.looksFor[which] = false
      if (--this.missing === 0) offer.enough()
    }
  }

  /** Whether no other task of the message that awaits with a timer was asked for by this process. */
  private isInnermost({ process, task }: TaskPart, which: number): boolean {
    const { timers } = this
    for (let i = 0; i < timers.length; i++) {
      const other = (timers[i] as TaskPart).task
      if (i !== which && other.message === task.message && other.behind & (1 << process)) return false
    }
    return true
  }

  private cell(slots: readonly Slot[], hands = -1): Cell {
    return { begins: this.sequences.fresh(), slots: [...new Set(slots)], hands }
  }

  private startCell(process: number, program: Program, which: number): StartCell | null {
    const { parts } = this
    const { starts, beside } = program
    const slots: Slot[] = []
    if (starts.kind === 'packet' || starts.kind === 'restart') return null
    if (starts.kind === 'submit') slots.push(parts.handed)
    if (starts.kind === 'may') slots.push(parts.life(process))
    for (const ref of [starts.entry, starts.cursor, ...(starts.differ ?? [])]) {
      if (ref !== null) slots.push(parts.storeOf(process, ref))
    }
    const [line] = program.lines
    const acts = line === undefined ? [] : actsOf(line)
    if (line !== undefined) slots.push(...this.slotsOf(process, acts, line.asks, starts.entry))
    if (acts.some(({ act }) => act === 'newKey')) {
      for (let message = 1; message <= this.bounds.messages; message++) slots.push(parts.keysOf(message))
    }
    const hands =
      starts.kind === 'entry'
        ? this.taken.findIndex(
            (list) =>
              list.list === starts.entry && list.process === (starts.unlocked || isMemory(list.list) ? process : -1),
          )
        : -1
    return { ...this.cell(slots, hands), process, program: which, may: starts.kind === 'may', beside }
  }

  /** What the outcome of running a task's line, or of its timer, depends on besides the task. */
  private taskCell(part: TaskPart): TaskCell {
    const known = this.taskCells[part.id]
    if (known !== undefined) return known
    const { process, program, task, awaiting } = part
    const line = awaiting ? null : program.lineOf(task.state)
    const acts = line === null ? [] : actsOf(line)
    const slots = line === null ? [] : this.slotsOf(process, acts, line.asks, task.hand?.list ?? null)
    if (acts.some(({ act }) => act === 'newKey')) slots.push(this.parts.keysOf(task.message))
    const made = { ...this.cell(slots), part }
    this.taskCells[part.id] = made
    return made
  }

  private tasksIn(bag: PartId): Tasks {
    return this.bags[bag] ?? this.lookInto(bag)
  }

  private lookInto(bag: PartId): Tasks {
    const { parts, busy } = this.parts.taskBags.of(bag)
    const running = parts.filter((part, i) => !part.awaiting && part !== parts[i - 1])
    const made: Tasks = {
      one: busy > 0 ? 1 : 0,
      running: running.map((part) => this.taskCell(part)),
      waiting: parts.filter(({ timer }) => timer),
    }
    this.bags[bag] = made
    return made
  }

  /** The stores that operations and a condition read or write. */
  private slotsOf(process: number, acts: readonly Act[], asks: Question | null, hand: StoreRef | null): Slot[] {
    const refs: StoreRef[] = []
    for (const act of acts) {
      if ('store' in act) refs.push(act.store)
      if ('to' in act) refs.push(act.to)
    }
    if (hand !== null && acts.some(({ act }) => act === 'mark')) refs.push(hand)
    if (asks !== null && 'store' in asks) refs.push(asks.store)
    if (asks !== null && 'stores' in asks) refs.push(...asks.stores)
    return refs.map((ref) => this.parts.storeOf(process, ref))
  }

  private keyOf({ begins, slots, hands }: Cell): number {
    let key = begins
    for (let i = 0; i < slots.length; i++) {
      key = this.sequences.followed(key, this.here[slots[i] as number] as number)
    }
    return hands < 0 ? key : this.sequences.followed(key, this.handsOn(hands))
  }

  private outcomesOf(cell: Cell): readonly Outcome[] {
    const key = this.keyOf(cell)
    const known = this.outcomes[key]
    if (known !== undefined) return known
    const found = this.play(this.worldHere(), cell)
    this.outcomes[key] = found
    return found
  }

  private outcomeOfTask(cell: TaskCell): Outcome {
    const key = this.keyOf(cell)
    const known = this.ofTasks[key]
    if (known !== undefined) return known
    const found = this.playTask(this.worldHere(), cell.part)
    this.ofTasks[key] = found
    return found
  }

  /** The entries of a list that are in hand, as bits. */
  private handsOn(which: number): number {
    const { parts, here, bounds } = this
    const { process } = this.taken[which] as TakenList
    let hands = 0
    const from = parts.tasksOf(Math.max(process, 0), 0)
    const to = parts.tasksOf(process < 0 ? bounds.system.processes.length - 1 : process, bounds.messages)
    for (let slot = from; slot <= to; slot++) {
      const bag = here[slot] as number
      if (bag !== 0) hands |= (this.handsOfBag[bag] ?? this.handsOfTasks(bag))[which] as number
    }
    return hands
  }

  private handsOfTasks(bag: PartId): readonly number[] {
    const { parts } = this.parts.taskBags.of(bag)
    const hands = this.taken.map(({ list }) =>
      parts.reduce((bits, { task: { hand } }) => {
        if (hand === null || hand.gone || hand.list !== list) return bits
        if (hand.at >= mostEntries) throw new NoRoom()
        return bits | (1 << hand.at)
      }, 0),
    )
    this.handsOfBag[bag] = hands
    return hands
  }

  private worldHere(): World {
    this.world ??= this.parts.worldOf(this.here)
    return this.world
  }

  private play(world: World, cell: Cell): Outcome[] {
    if ('program' in cell) {
      const { process, program, may } = cell as StartCell
      return startsOf(world, process, program).map((choice) => {
        const about =
          choice.do === 'submit'
            ? choice.message
            : may || choice.do !== 'start' || choice.entry === null
              ? 0
              : messageOfStart(world, choice)
        return this.outcomeOf(world, step(world, choice), process, null, about)
      })
    }
    const crash = this.crashes.find((crash) => crash.cell === cell)
    if (crash !== undefined) return [this.playCrash(world, crash.process, crash.stops)]
    const evictions = choices(world).filter(
      (choice): choice is Extract<Choice, { do: 'evict' }> =>
        choice.do === 'evict' && this.parts.storeOf(choice.process ?? 0, refOf(choice)) === cell.slots[0],
    )
    return evictions.map((choice) => this.outcomeOf(world, step(world, choice), choice.process ?? 0, null, 0))
  }

  private playTask(world: World, { process, task, awaiting, id }: TaskPart): Outcome {
    const bag = this.parts.taskBags.of(this.here[this.parts.tasksOf(process, task.message)] as number)
    const name = bag.parts.findIndex((part) => part.id === id) + 1
    const choice: Choice = { do: awaiting ? 'expire' : 'run', process, message: task.message, task: name }
    const before = { message: task.message, name, part: id }
    return this.outcomeOf(world, step(world, choice), process, before, task.message)
  }

  /** A crash leaves nothing of a process but what its restart makes, whatever there was. */
  private playCrash(world: World, process: number, stops: boolean): Outcome {
    const { parts } = this
    const down: Choice = { do: stops ? 'stop' : 'crash', process }
    const move = {
      choices: stops ? [down] : [down, { do: 'restart', process } as const],
      faults: 1,
      own: false,
    } as const
    const after = make(world, move).processes[process] as ProcessState
    const changes = [set, parts.life(process), parts.lifeOf(process, after)]
    after.tasks.forEach((tasks, message) => {
      changes.push(set, parts.tasksOf(process, message), parts.bagOfTasks(process, tasks))
    })
    after.memory.forEach((store, at) => {
      changes.push(set, parts.memoryOf(process, at), parts.partOfStore(process, -at - 1, store))
    })
    return { changes: Int32Array.from(changes), about: 0 }
  }

  /** What becomes of a packet at a process. */
  private receptions(process: number, message: number, id: number, flight: Slot, at: number): readonly Outcome[] {
    const { parts, here, sequences } = this
    const bag = here[parts.tasksOf(process, message)] as number
    const begins = this.deliveries[process] as number
    const status = this.status[process] as number
    const key = sequences.followed(sequences.followed(sequences.followed(begins, bag), id), status)
    const known = this.outcomes[key]
    if (known !== undefined) return known
    const world = this.worldHere()
    const packet = parts.packetBags.of(here[flight] as number).packets[message]?.find(({ order }) => order === at)
    if (packet === undefined) throw new Error('a packet of the search is not where its world has it')
    const found = receptionsOf(world, packet, process).map((choice) => {
      const after = step(world, choice).world.processes[process] as ProcessState
      const changes = [set, parts.tasksOf(process, message), parts.bagOfTasks(process, after.tasks[message] ?? [])]
      return { changes: Int32Array.from(changes), about: message }
    })
    this.outcomes[key] = found
    return found
  }

  /**
   * What a step changed. `own`: the task whose step it was, before. Other tasks can only lose an entry that they had in
   * hand; that is told of their lists and not of them, because the outcome must not depend on them.
   */
  private outcomeOf(
    before: World,
    { world, happened }: Stepped,
    process: number,
    own: { readonly message: number; readonly name: number; readonly part: number } | null,
    about: number,
  ): Outcome {
    const { parts } = this
    const changes: number[] = []
    const [then, now] = [before.processes[process] as ProcessState, world.processes[process] as ProcessState]
    const emptied = this.listsLetGo(process, happened)
    if (own === null) for (const list of emptied) changes.push(letGo, process, list)
    else {
      const slot = parts.tasksOf(process, own.message)
      const after = now.tasks[own.message]?.find(({ id }) => id === own.name)
      const part = after === undefined ? null : parts.partOfTask(process, after)
      if (part === null || emptied.length > 0) {
        changes.push(removeTask, slot, own.part)
        for (const list of emptied) changes.push(letGo, process, list)
        if (part !== null) changes.push(addTask, slot, part)
      } else if (part !== own.part) changes.push(swapTask, slot, parts.swapOf(own.part, part))
    }
    now.tasks.forEach((tasks, message) => {
      if (tasks === then.tasks[message]) return
      for (const task of tasks) {
        if (task.id > namesGiven)
          changes.push(addTask, parts.tasksOf(process, message), parts.partOfTask(process, task))
      }
    })
    if (now.mays !== then.mays) changes.push(set, parts.life(process), parts.lifeOf(process, now))
    now.memory.forEach((store, at) => {
      if (store === then.memory[at]) return
      changes.push(set, parts.memoryOf(process, at), parts.partOfStore(process, -at - 1, store))
    })
    world.stores.forEach((store, at) => {
      if (store !== before.stores[at]) changes.push(set, parts.storeOf(0, at), parts.partOfStore(0, at, store))
    })
    if (world.handed !== before.handed) changes.push(set, parts.handed, world.handed)
    if (parts.makesKeys) {
      world.messages.forEach(({ id, keysMade }, i) => {
        if (keysMade !== before.messages[i]?.keysMade) changes.push(set, parts.keysOf(id), keysMade)
      })
    }
    world.packets.forEach((packets, message) => {
      const known = before.packets[message]
      if (packets === known) return
      for (const packet of packets) {
        if (packet.order >= namesGiven) changes.push(addPacket, parts.packetsOf(message), parts.partOfPacket(packet))
      }
    })
    return { changes: Int32Array.from(changes), about }
  }

  /** The lists that were emptied. */
  private listsLetGo(process: number, happened: readonly Happening[]): StoreRef[] {
    const { stores, processes } = this.bounds.system
    const memory = processes[process]?.memory ?? []
    return happened.flatMap(({ kind, store }) => {
      if (kind !== 'copy' && kind !== 'clear' && kind !== 'flush') return []
      const durable = stores.findIndex(({ name }) => name === store)
      const at = memory.findIndex(({ name }) => name === store)
      const found = durable >= 0 ? stores[durable] : memory[at]
      return found?.kind === 'list' ? [durable >= 0 ? durable : -at - 1] : []
    })
  }

  private begin(into: Int32Array): void {
    const { state, words } = this
    for (let i = 0; i < words; i++) into[i] = state[i] as number
  }

  private change(slot: Slot, part: PartId, into: Int32Array): void {
    const { here, undoSlots, undoParts } = this
    const word = this.wordOf[slot] as number
    if (word < 0) throw new Error('a part changed that cannot')
    if (this.undos === undoSlots.length) this.makeRoom()
    this.undoSlots[this.undos] = slot
    undoParts[this.undos++] = here[slot] as number
    here[slot] = part
    const shift = this.shiftOf[slot] as number
    into[word] = ((into[word] as number) & ~(mostParts << shift)) | (part << shift)
  }

  private makeRoom(): void {
    const [slots, parts] = [new Int32Array(this.undos * 2), new Int32Array(this.undos * 2)]
    slots.set(this.undoSlots)
    parts.set(this.undoParts)
    this.undoSlots = slots
    this.undoParts = parts
  }

  /** Offers the state after a move. */
  private offer(outcome: Outcome, offer: Offer, faults: 0 | 1, own: boolean): void {
    this.begin(offer.next)
    this.finish(outcome, offer, faults, own)
  }

  /** The same where a move began already; what was changed to get there is taken back. */
  private finish({ changes }: Outcome, offer: Offer, faults: 0 | 1, own: boolean): void {
    const { parts, here } = this
    const { next } = offer
    for (let i = 0; i < changes.length; i += 3) {
      const slot = changes[i + 1] as number
      const value = changes[i + 2] as number
      switch (changes[i]) {
        case set:
          if (here[slot] !== value) this.change(slot, value, next)
          break
        case swapTask:
          this.change(slot, parts.withSwapped(here[slot] as number, value), next)
          break
        case addTask:
          this.change(slot, parts.withTask(here[slot] as number, value), next)
          break
        case removeTask:
          this.change(slot, parts.withoutTask(here[slot] as number, value), next)
          break
        case addPacket:
          this.change(slot, parts.withPacket(here[slot] as number, value), next)
          break
        case letGo:
          this.letGo(slot, value, next)
          break
      }
    }
    for (let i = this.undos - 1; i >= 0; i--) here[this.undoSlots[i] as number] = this.undoParts[i] as number
    this.undos = 0
    offer.offer(faults, own)
  }

  /** No task has an entry of this list in hand any more; memory is that of one process. */
  private letGo(process: number, list: StoreRef, into: Int32Array): void {
    const { parts, here, bounds } = this
    const [first, last] = isMemory(list) ? [process, process] : [0, bounds.system.processes.length - 1]
    for (let slot = parts.tasksOf(first, 0); slot <= parts.tasksOf(last, bounds.messages); slot++) {
      const bag = here[slot] as number
      if (bag === 0) continue
      let after = this.letGoOf.get(bag, list)
      if (after < 0) {
        const tasks = parts.taskBags.of(bag)
        const of = (tasks.parts[0] as TaskPart).process
        after = parts.bagOfTasks(
          of,
          tasks.tasks.map((task) => withoutEntryOf(task, list)),
        )
        this.letGoOf.set(bag, list, after)
      }
      if (after !== bag) this.change(slot, after, into)
    }
  }

  private write(into: Int32Array): void {
    const { here, packed, wordOf, shiftOf } = this
    into.fill(0)
    for (const slot of packed) {
      const word = wordOf[slot] as number
      into[word] = (into[word] as number) | ((here[slot] as number) << (shiftOf[slot] as number))
    }
  }

  private unpack(state: Int32Array): void {
    const { here, packed } = this
    for (let i = 0; i < packed.length; i++) {
      here[packed[i] as number] = ((state[i >> 1] as number) >>> ((i & 1) << 4)) & mostParts
    }
  }
}

const nothing: Outcome = { changes: new Int32Array(0), about: 0 }

const refOf = ({ process, store }: { process: number | null; store: number }): StoreRef =>
  process === null ? store : -store - 1

function withoutEntryOf(task: Task, list: StoreRef): Task {
  const { hand } = task
  return hand?.list === list && !hand.gone ? { ...task, hand: { ...hand, gone: true } } : task
}

/** Where the stores are that a property counts. */
function countedBy({ all }: Property, parts: SystemParts): Slot[] {
  return all
    .flatMap((count) => ('differ' in count ? count.differ.flat() : count.counts))
    .map(({ process, at }) => (process === null ? parts.storeOf(0, at) : parts.memoryOf(process, at)))
}

/** The lists whose entries start tasks, and whose hands keep an entry from that. */
function takenLists({ system }: SystemBounds): TakenList[] {
  const found: TakenList[] = []
  system.processes.forEach(({ programs }, process) => {
    for (const { starts } of programs) {
      if (starts.kind !== 'entry' || starts.entry === null) continue
      const list = { list: starts.entry, process: starts.unlocked || isMemory(starts.entry) ? process : -1 }
      if (!found.some((known) => known.list === list.list && known.process === list.process)) found.push(list)
    }
  })
  return found
}

/** The slots whose part can change within the bounds. */
function changingSlots(parts: SystemParts): Slot[] {
  const { system, messages, faults } = parts.bounds
  const written = new Set<Slot>()
  let withoutMessage = false
  system.processes.forEach(({ role, programs }, process) => {
    for (const { starts, lines } of programs) {
      if (starts.kind === 'differ' || starts.kind === 'may') withoutMessage = true
      if (starts.kind === 'restart' && starts.entry === null && faults.crash.includes(role)) withoutMessage = true
      if (starts.kind === 'may') written.add(parts.life(process))
      for (const act of lines.flatMap(actsOf)) {
        if ('store' in act) written.add(parts.storeOf(process, act.store))
        if ('to' in act) written.add(parts.storeOf(process, act.to))
      }
    }
    if (faults.stop.includes(role)) written.add(parts.life(process))
  })
  const first = withoutMessage ? 0 : 1
  for (let message = first; message <= messages; message++) {
    system.processes.forEach((_, process) => {
      written.add(parts.tasksOf(process, message))
    })
    written.add(parts.packetsOf(message))
    if (parts.makesKeys) written.add(parts.keysOf(message))
  }
  written.add(parts.handed)
  return [...written].sort((a, b) => a - b)
}
