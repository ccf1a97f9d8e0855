import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { judgedAt } from '../../app/score.ts'
import { packetName } from '../../picture/packetName.ts'
import { labelOf } from '../../picture/plan.ts'
import { valueSetBy } from '../../sim/move.ts'
import { keyName, type Packet } from '../../sim/packet.ts'
import { dollarsPerMessage } from '../../verdict/verdict.ts'
import { type Sentence, seconds, wordsOf } from '../../words/words.ts'
import words from '../../words/workbench.en.json'
import { LabContext, useLab, useLabState } from '../context.tsx'
import { playOf } from '../keptFocus.ts'
import { useLocked } from '../locked.tsx'
import { isNarrow, roomOf, treeOf } from '../room.ts'
import { NumberField } from '../workbench/NumberField.tsx'
import '../workbench/workbench.css'
import './inspector.css'

const say = wordsOf('en', words)
/** How far the card stays from its packet and from the edges of the window, in pixels. */
const gap = 14
const delayRange = { least: 0.1, most: 60 }

/** What a packet in flight carries, and what can be done to it. Escape or a press elsewhere closes it. */
export default function PacketCard() {
  const { lab } = useLab()
  const context = useMemo(() => ({ lab, say }), [lab])
  const card = useLabState((state) => state.card)
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => state.moves)
  const found = judgedAt(run, moves)
    .world.packets.flat()
    .find(({ id }) => id === card)
  // The card closes when the packet is not in flight any more, or does not exist.
  useEffect(() => {
    if (card !== null && found === undefined) lab.openCard(null)
  }, [lab, card, found])
  if (found === undefined) return null
  return (
    <LabContext value={context}>
      <Card key={found.id} packet={found} />
    </LabContext>
  )
}

function Card({ packet }: { packet: Packet }) {
  const { lab, say } = useLab()
  const element = useRef<HTMLDivElement>(null)
  const [delay, setDelay] = useState(1)
  const locked = useLocked('faults')
  const mark = useLabState((state) => state.plan.packets.find((other) => other.packet === packet.id))
  const name = packetName(packet, say)
  const effect = useLabState((state) => state.scenario.policy.receiver.effect)
  const carried = carriedBy(packet, effect)

  useLayoutEffect(() => {
    const popover = element.current
    if (popover === null) return
    const opener = treeOf(popover).activeElement as HTMLElement | null
    const play = playOf(popover)
    popover.showPopover()
    place(popover)
    popover.querySelector('button')?.focus()
    // Not a light dismiss of the browser, which would take the end of the long press that opened it for a press
    // elsewhere.
    const onElsewhere = (event: PointerEvent) => {
      // For a listener on the document the target is the custom element, so the path of the event is needed.
      if (!event.composedPath().includes(popover)) lab.openCard(null)
    }
    document.addEventListener('pointerdown', onElsewhere)
    return () => {
      document.removeEventListener('pointerdown', onElsewhere)
      popover.hidePopover()
      // The button that opened it may be gone together with the packet.
      queueMicrotask(() => (opener?.isConnected ? opener : play)?.focus({ preventScroll: true }))
    }
  }, [lab])

  const act = (what: () => void) => () => {
    lab.openCard(null)
    what()
  }
  return (
    <div
      ref={element}
      popover="manual"
      role="dialog"
      aria-labelledby="packet-title"
      className="card packet-card"
      onKeyDown={(event) => {
        const { key, shiftKey, currentTarget, target } = event
        const controls = currentTarget.querySelectorAll('button, input')
        const leaves = key === 'Tab' && target === controls[shiftKey ? 0 : controls.length - 1]
        if (key !== 'Escape' && !leaves) return
        // Tab beyond the last control returns to where the card was opened.
        event.preventDefault()
        lab.openCard(null)
      }}
    >
      <h2 id="packet-title">{name}</h2>
      <dl>
        <Fact term={say('card.identity')} text={packet.id} />
        <Fact term={say('card.key')} text={keyName(packet.message, packet.key)} />
        <Fact term={say('card.carries')} text={say(carried.id, carried.values)} />
        {mark && <Fact term={say('card.arrives')} text={say('playback.clock', { at: seconds(mark.dueMs) })} />}
      </dl>
      <div className="acts">
        <button type="button" {...locked} onClick={act(() => lab.losePacket(packet.id))}>
          {say('packet.lose', { packet: name })}
        </button>
        <button type="button" {...locked} onClick={act(() => lab.duplicatePacket(packet.id))}>
          {say('card.duplicate')}
        </button>
        <button type="button" onClick={act(() => lab.select(packet.message))}>
          {say('life.follow', { message: labelOf(packet.message) })}
        </button>
      </div>
      <div className="delay knobs">
        <label htmlFor="packet-delay">{say('card.delayBy')}</label>
        <NumberField
          id="packet-delay"
          value={delay}
          range={delayRange}
          step={0.5}
          unit="s"
          stepper={{ less: say('card.lessDelay'), more: say('card.moreDelay') }}
          onValue={setDelay}
        />
        <button type="button" {...locked} onClick={act(() => lab.delayPacket(packet.id, Math.round(delay * 1000)))}>
          {say('card.delay')}
        </button>
      </div>
      <button type="button" className="quiet-button close-card" onClick={() => lab.openCard(null)}>
        {say('card.close')}
      </button>
    </div>
  )
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  )
}

/** What a packet carries besides its key. */
export function carriedBy({ kind, message, key }: Packet, effect: 'add' | 'set'): Sentence {
  if (kind === 'a') return { id: 'card.acknowledges', values: { key: keyName(message, key) } }
  if (effect === 'set') return { id: 'card.sets', values: { value: valueSetBy(message) } }
  return { id: 'card.adds', values: { dollars: dollarsPerMessage } }
}

/** Places the card beside its packet, within the lab; in a narrow lab at the foot or the head. */
function place(card: HTMLElement): void {
  const at = treeOf(card).querySelector<HTMLElement>('.grab.carded')?.getBoundingClientRect()
  if (at === undefined) return
  const room = roomOf(card)
  const [left, right] = [Math.max(0, room.left), Math.min(innerWidth, room.right)]
  const [top, bottom] = [Math.max(0, room.top), Math.min(innerHeight, room.bottom)]
  const { width, height } = card.getBoundingClientRect()
  const within = (px: number) => Math.max(gap, Math.min(px, innerHeight - height - gap))
  if (isNarrow(card)) {
    // At the foot, near the thumb, unless it would cover its packet there.
    const foot = within(bottom - height - gap)
    card.style.inset = `${at.bottom > foot ? within(top + gap) : foot}px ${innerWidth - right + gap}px auto ${left + gap}px`
    return
  }
  const beside = at.right + gap + width <= right ? at.right + gap : at.left - gap - width
  card.style.left = `${Math.max(gap, beside)}px`
  card.style.top = `${within(at.top + at.height / 2 - height / 2)}px`
}
