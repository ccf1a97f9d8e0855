import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { labelOf } from '../../picture/plan.ts'
import type { LedgerRow } from '../../verdict/ledger.ts'
import { isWrong } from '../../verdict/outcomes.ts'
import { useLab, useLabState } from '../context.tsx'
import { OutcomeShape } from '../marks.tsx'
import { type Inks, sheetOf, useInks } from './inks.ts'
import { say } from './words.ts'

/** Up to so many messages, cells are large enough for a number. */
const fewMessages = 400
const [fewColumns, manyColumns] = [20, 40]
const largestCell = 16

/**
 * A cell for each message, by shape: ✕ lost, a square applied once, two squares again, hollow undecided. The canvas is
 * not accessible itself; one button moves over the cells by keyboard and names each.
 */
export function DotMatrix({ ledger }: { ledger: readonly LedgerRow[] }) {
  const { lab } = useLab()
  const selected = useLabState((state) => state.selected)
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const cursor = useRef<HTMLButtonElement>(null)
  const drawn = useRef<{ inks: Inks; size: number; shapes: DotShape[]; context: CanvasRenderingContext2D } | null>(null)
  const inks = useInks(canvas)
  const [width, setWidth] = useState(0)
  const [at, setAt] = useState(0)
  const [pointed, setPointed] = useState<number | null>(null)

  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    setWidth(element.clientWidth)
    return () => observer.disconnect()
  }, [])

  const columns = ledger.length > fewMessages ? manyColumns : fewColumns
  const size = Math.min(largestCell, Math.floor(width / columns))
  const height = size * Math.ceil(ledger.length / columns)

  useEffect(() => {
    if (canvas.current === null || inks === null || size < 1) return
    const was = drawn.current
    if (was === null || was.inks !== inks || was.size !== size || was.shapes.length !== ledger.length) {
      const context = sheetOf(canvas.current, columns * size, height)
      if (context === null) return
      drawn.current = { inks, size, shapes: [], context }
    }
    const state = drawn.current
    if (state === null) return
    // Only changed cells are drawn: a move changes one or two of thousands.
    ledger.forEach((row, i) => {
      const shape = shapeOf(row)
      if (state.shapes[i] === shape) return
      state.shapes[i] = shape
      drawCell(state.context, (i % columns) * size, Math.floor(i / columns) * size, size, shape, inks)
    })
  }, [ledger, inks, size, columns, height])

  const current = Math.min(at, ledger.length - 1)
  const row = ledger[pointed ?? current]
  const surprises = ledger.filter(isNotable).length

  function cellAt({ clientX, clientY }: MouseEvent): number | null {
    const box = canvas.current?.getBoundingClientRect()
    if (box === undefined || size < 1) return null
    // A theme may enlarge everything.
    const scale = box.width / (columns * size)
    const [x, y] = [(clientX - box.left) / scale, (clientY - box.top) / scale].map((px) => Math.floor(px / size))
    const cell = (y as number) * columns + (x as number)
    return x !== undefined && x >= 0 && x < columns && cell >= 0 && cell < ledger.length ? cell : null
  }
  function go(cell: number): void {
    setAt(Math.max(0, Math.min(ledger.length - 1, cell)))
    setPointed(null)
  }
  /** Goes to the next message that was lost or applied again, and from the end to the beginning. */
  function seek(by: 1 | -1): void {
    for (let i = 1; i <= ledger.length; i++) {
      const cell = (current + by * i + ledger.length) % ledger.length
      if (!isNotable(ledger[cell] as LedgerRow)) continue
      go(cell)
      return
    }
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key]
    if (steps !== undefined) go(current + steps)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(ledger.length - 1)
    else if (event.key === 'n' || event.key === 'N') seek(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  // Scrolls the cursor into view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it has moved
  useEffect(() => {
    if (cursor.current?.matches(':focus')) cursor.current.scrollIntoView({ block: 'nearest' })
  }, [current])
  const place = (cell: number) => `translate(${(cell % columns) * size}px, ${Math.floor(cell / columns) * size}px)`
  const follow = (message: number) => (message === selected ? lab.select(null) : lab.visit(message))

  return (
    <div className="dots">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls */}
      <div ref={frame} className="dots-frame" role="group" aria-label={say('dots.title')}>
        <div className="dots-sheet" style={{ width: columns * size, height }}>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus; the button walks for it */}
          <canvas
            ref={canvas}
            aria-hidden="true"
            style={{ width: columns * size, height }}
            onPointerMove={(event) => setPointed(cellAt(event))}
            onPointerLeave={() => setPointed(null)}
            onClick={(event) => {
              const cell = cellAt(event)
              if (cell === null) return
              setAt(cell)
              follow(cell + 1)
            }}
          />
          {selected !== null && selected <= ledger.length && (
            <span
              className="dots-chosen"
              style={{ width: size + 4, height: size + 4, transform: place(selected - 1) }}
            />
          )}
          <button
            ref={cursor}
            type="button"
            className="dots-cursor"
            aria-label={say('dots.cell', { told: tellRow(ledger[current]) })}
            aria-pressed={selected === current + 1}
            style={{ transform: place(current), marginLeft: size / 2, marginTop: size / 2 }}
            onKeyDown={onKeyDown}
            onClick={() => follow(current + 1)}
          />
        </div>
      </div>
      <p className="dots-told" aria-live="polite">
        {tellRow(row)}
      </p>
      <ul className="quiet dots-key">
        {(['once', 'duplicated', 'lost', 'undecided', 'wait'] as const).map((outcome) => (
          <li key={outcome}>
            <OutcomeShape outcome={outcome} /> {say(`dots.key.${outcome}`)}
          </li>
        ))}
      </ul>
      {surprises === 0 ? (
        <p className="quiet">{say('dots.none')}</p>
      ) : (
        <p className="dots-seek">
          {([-1, 1] as const).map((by) => (
            <button key={by} type="button" onClick={() => seek(by)}>
              {say(by < 0 ? 'dots.previous' : 'dots.next')}
            </button>
          ))}
        </p>
      )}
    </div>
  )
}

const isNotable = (row: LedgerRow): boolean => row.outcome === 'lost' || row.outcome === 'duplicated' || isWrong(row)

function tellRow(row: LedgerRow | undefined): string {
  if (row === undefined) return ''
  const message = labelOf(row.message)
  if (row.attempts === 0) return say('dots.notSent', { message })
  const outcome = say(`ledger.${row.outcome}`, { effects: row.effects })
  const belief = say('ledger.belief', { belief: row.belief })
  return say('dots.told', { message, outcome, belief, wrong: isWrong(row) ? 'yes' : 'no' })
}

/** The shape of a cell: an outcome, or how often its message was applied. */
type DotShape = 'wait' | 'undecided' | 'lost' | number

const shapeOf = ({ attempts, outcome, effects }: LedgerRow): DotShape => {
  if (outcome === 'once' || outcome === 'duplicated') return effects
  return attempts === 0 ? 'wait' : outcome
}

function drawCell(on: CanvasRenderingContext2D, x: number, y: number, size: number, shape: DotShape, inks: Inks): void {
  const line = size >= 12 ? 1.6 : 1.2
  const inset = Math.max(1, size * 0.2)
  const side = size - 2 * inset
  on.clearRect(x, y, size, size)
  on.lineWidth = line
  const hollow = (left: number, top: number, length: number) =>
    on.strokeRect(left + line / 2, top + line / 2, length - line, length - line)
  if (shape === 'wait' || shape === 'undecided') {
    on.strokeStyle = shape === 'wait' ? inks.line : inks.ink
    on.globalAlpha = shape === 'wait' ? 0.45 : 1
    hollow(x + inset, y + inset, side)
    on.globalAlpha = 1
  } else if (shape === 'lost') {
    on.strokeStyle = inks.lost
    on.lineWidth = line + 0.4
    on.beginPath()
    on.moveTo(x + inset, y + inset)
    on.lineTo(x + size - inset, y + size - inset)
    on.moveTo(x + size - inset, y + inset)
    on.lineTo(x + inset, y + size - inset)
    on.stroke()
  } else if (shape === 1) {
    on.fillStyle = inks.ink
    on.fillRect(x + inset, y + inset, side, side)
  } else {
    const length = size * 0.68
    on.strokeStyle = inks.dup
    hollow(x + 0.3, y + 0.3, length)
    on.fillStyle = inks.dup
    on.fillRect(x + size - length, y + size - length, length, length)
    if (shape === 2 || size < 12) return
    on.fillStyle = inks.bg
    on.font = `700 ${size * 0.6}px system-ui, sans-serif`
    on.textAlign = 'center'
    on.textBaseline = 'middle'
    on.fillText(String(shape), x + size - length / 2, y + size - length / 2 + 0.5)
  }
}
