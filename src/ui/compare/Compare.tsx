import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import {
  type ColumnDesignName,
  type ComparisonColumn,
  columnCount,
  columnDesignNames,
  createComparison,
} from '../../app/compare.ts'
import { narrateComparison } from '../../app/compareNarrator.ts'
import type { Lab } from '../../app/lab.ts'
import { isVendor, vendorOf } from '../../lessons/vendors/vendors.ts'
import { type FigureName, outcomeWordsOf, type RunTotals } from '../../picture/compare.ts'
import { isPreset } from '../../protocol/policy.ts'
import { LabContext, useLab, useLabState } from '../context.tsx'
import { type Beside, Diagram } from '../Diagram.tsx'
import { useLocked } from '../locked.tsx'
import { Icon, OutcomeShape } from '../marks.tsx'
import { Playback } from '../Playback.tsx'
import { useBeginning } from '../pageStart.ts'
import { treeOf } from '../room.ts'
import { textScaleOf, useWidthOf } from '../sizes.ts'
import { CompareBreak } from './CompareBreak.tsx'
import { ComparisonContext, say, useComparison, useComparisonState } from './comparisonOf.ts'
import { Script } from './Script.tsx'
import './compare.css'

const PacketCard = lazy(() => import('../inspector/PacketCard.tsx'))

/** The least width of a column, in pixels. Where there is less room, fewer columns are shown at a time. */
const leastColumn = 318

/** What a design is called. */
const designName = (name: ColumnDesignName): string =>
  isPreset(name) ? say(`mode.${name}`) : isVendor(name) ? vendorOf(name).name : say(`compare.design.${name}`)

/** The same messages, weather and faults under several designs with one playhead, so that only the design differs. */
export default function Compare({ lab, go }: { lab: Lab; go: (page: string) => void }) {
  const [comparison] = useState(() => createComparison(lab))
  const context = useMemo(() => ({ lab, say }), [lab])
  const heading = useBeginning(say('compare.title'))
  useEffect(() => comparison.start(), [comparison])
  return (
    <LabContext value={context}>
      <ComparisonContext value={comparison}>
        <main className="compare">
          <div className="compare-top">
            <div className="compare-title">
              <h2 ref={heading} tabIndex={-1}>
                {say('compare.title')}
              </h2>{' '}
              <small>{say('compare.legend')}</small>
            </div>
            <Script />
            <AddDesign />
            <button type="button" onClick={() => go('')}>
              {say('compare.back')}
            </button>
          </div>
          <Columns />
          <CompareBreak />
          <Playback />
          <Aloud />
          <Cards />
        </main>
      </ComparisonContext>
    </LabContext>
  )
}

/** The live region that announces what happens in the columns. */
function Aloud() {
  const { lab } = useLab()
  const comparison = useComparison()
  const region = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const element = region.current
    if (element === null) return
    return narrateComparison(
      lab,
      comparison,
      say,
      designName,
      (text) => {
        element.textContent = text
      },
      // The slider announces its instant itself.
      () => treeOf(element).activeElement?.matches('.playback input') === true,
    )
  }, [lab, comparison])
  return <p ref={region} className="aloud" role="status" aria-label={say('status.title')} aria-atomic="true" />
}

/** The card of a packet, opened in any column. On a phone that column may not be visible. */
function Cards() {
  const columns = useComparisonState((state) => state.columns)
  return columns.map(({ name, lab }) => (
    <LabContext key={name} value={{ lab, say }}>
      <CardOfColumn />
    </LabContext>
  ))
}

function CardOfColumn() {
  const open = useLabState((state) => state.card !== null)
  return (
    open && (
      <Suspense>
        <PacketCard />
      </Suspense>
    )
  )
}

function AddDesign() {
  const comparison = useComparison()
  const columns = useComparisonState((state) => state.columns)
  const yours = useComparisonState((state) => state.yours)
  const free = columnDesignNames.filter(
    (name) => !columns.some((column) => column.name === name) && (name !== 'yours' || yours !== null),
  )
  return (
    <select
      aria-label={say('compare.add')}
      value=""
      disabled={columns.length >= columnCount.most}
      onChange={({ target }) => comparison.add(target.value as ColumnDesignName)}
    >
      <option value="">{say('compare.add')}</option>
      {free
        .filter((name) => !isVendor(name))
        .map((name) => (
          <option key={name} value={name}>
            {designName(name)}
          </option>
        ))}
      <optgroup label={say('compare.vendors')}>
        {free.filter(isVendor).map((name) => (
          <option key={name} value={name}>
            {designName(name)}
          </option>
        ))}
      </optgroup>
    </select>
  )
}

/** As many columns as there is room for, all of the same width. If not all fit, a switch selects which are shown. */
function Columns() {
  const columns = useComparisonState((state) => state.columns)
  const current = useComparisonState((state) => state.current)
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidthOf(frame)
  const [chosen, choose] = useState<ColumnDesignName | null>(null)
  const [following, follow] = useState(true)
  // With larger text columns have to be wider.
  const least = leastColumn * (frame.current === null ? 1 : textScaleOf(frame.current))
  const room = Math.max(1, Math.floor(width / least))
  const at = Math.max(
    0,
    columns.findIndex(({ name }) => name === (chosen ?? current)),
  )
  const first = Math.max(0, Math.min(at, columns.length - room))
  const shown = width === 0 ? [] : columns.slice(first, first + room)
  useOneScroll(frame)
  return (
    <>
      {width > 0 && room < columns.length && (
        <Switch columns={columns} shown={shown} choose={choose} chosen={columns[at]?.name} />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls */}
      <div
        className={`columns ${room < columns.length ? 'switched' : ''}`}
        ref={frame}
        role="group"
        aria-label={say('compare.columns')}
      >
        {shown.map((column) => (
          <ColumnView
            key={column.name}
            column={column}
            index={columns.indexOf(column)}
            follow={follow}
            following={following}
          />
        ))}
      </div>
    </>
  )
}

/** Selects which columns are shown, and shows the result of each: on a phone this is the comparison at a glance. */
function Switch(props: {
  columns: readonly ComparisonColumn[]
  shown: readonly ComparisonColumn[]
  chosen: ColumnDesignName | undefined
  choose: (name: ColumnDesignName) => void
}) {
  const { columns, shown, chosen, choose } = props
  const totals = useComparisonState((state) => state.totals)
  return (
    <fieldset className="compare-switch">
      <legend>{say('compare.show')}</legend>
      {columns.map((column, i) => (
        <label key={column.name} className={shown.includes(column) ? 'chosen' : ''}>
          <input type="radio" name="column" checked={column.name === chosen} onChange={() => choose(column.name)} />
          <span>{designName(column.name)}</span>
          <Result totals={totals[i]} />
        </label>
      ))}
    </fieldset>
  )
}

function ColumnView(props: {
  column: ComparisonColumn
  index: number
  following: boolean
  follow: (following: boolean) => void
}) {
  const { column, index, following, follow } = props
  const { name, lab } = column
  const comparison = useComparison()
  const differing = useComparisonState((state) => state.differing[index])
  const differ = useComparisonState((state) => state.differing.some(({ size }) => size > 0))
  const removable = useComparisonState((state) => state.columns.length > columnCount.least)
  const isCurrent = useComparisonState((state) => state.current === name)
  const locked = useLocked('mode')
  const context = useMemo(() => ({ lab, say }), [lab])
  const beside = useMemo<Beside>(
    () => ({ differing: differ && differing !== undefined ? differing : null, following, follow }),
    [differ, differing, following, follow],
  )
  const totals = useComparisonState((state) => state.totals[index])
  return (
    <section className={`column ${isCurrent ? 'current' : ''}`} aria-label={designName(name)}>
      <div className="column-head">
        <h3>
          <button
            type="button"
            aria-pressed={isCurrent}
            title={say('compare.use')}
            {...locked}
            onClick={() => comparison.use(name)}
          >
            {isCurrent && <Icon name="check" />}
            <span>{designName(name)}</span>
          </button>
        </h3>
        <p className="column-result">
          <Result totals={totals} />
        </p>
        {removable && (
          <button
            type="button"
            className="remove quiet-button"
            aria-label={say('compare.remove', { design: designName(name) })}
            onClick={() => comparison.remove(name)}
          >
            <Icon name="remove" />
          </button>
        )}
      </div>
      <Figures index={index} totals={totals} />
      <LabContext value={context}>
        <Diagram covered={0} beside={beside} walked />
      </LabContext>
    </section>
  )
}

/** The result so far, in a word or two with the shape of the outcome. */
function Result({ totals }: { totals: RunTotals | undefined }) {
  if (totals === undefined) return null
  return (
    <span className="result">
      {outcomeWordsOf(totals).map(({ outcome, what }) => (
        <span key={outcome} className={{ lost: 'lost', duplicated: 'dup', undecided: '', once: '' }[outcome]}>
          <OutcomeShape outcome={outcome} />
          {say(what.id, what.values)}
        </span>
      ))}
    </span>
  )
}

const large: readonly FigureName[] = ['lost', 'duplicated', 'money']
const small: readonly FigureName[] = ['attempts', 'packets', 'deliveries', 'effects']

/** The figures of a column, in the same order in every column, so that they can be compared row by row. */
function Figures({ index, totals }: { index: number; totals: RunTotals | undefined }) {
  const figures = useComparisonState((state) => state.figures)
  if (totals === undefined) return null
  const { expected, actual } = totals
  const value = (name: FigureName) => (name === 'money' ? say('score.moneyValue', { expected, actual }) : totals[name])
  const tone = { lost: totals.lost > 0 ? 'lost' : '', duplicated: totals.duplicated > 0 ? 'dup' : '' }
  const cell = (name: FigureName) => {
    const odd = figures.find((row) => row.name === name)?.odd[index] === true
    return (
      <div key={name} className={`figure ${odd ? 'odd' : ''} ${tone[name as 'lost'] ?? ''}`} data-figure={name}>
        <dt>{say(`compare.figure.${name}`)}</dt>
        <dd>
          {value(name)}
          {odd && <span className="unseen">, {say('compare.differs')}</span>}
        </dd>
      </div>
    )
  }
  return (
    <div className="figures">
      <dl className="large">{large.map(cell)}</dl>
      <dl className="small">{small.map(cell)}</dl>
    </div>
  )
}

/**
 * Scrolls all columns when one is scrolled by hand. While they follow the now-line they are at the same height anyway.
 */
function useOneScroll(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const onScroll = ({ target }: Event) => {
      const { scrollTop } = target as HTMLElement
      for (const other of element.querySelectorAll('.viewport')) {
        if (Math.abs(other.scrollTop - scrollTop) > 1) other.scrollTop = scrollTop
      }
    }
    element.addEventListener('scroll', onScroll, { capture: true, passive: true })
    return () => element.removeEventListener('scroll', onScroll, { capture: true })
  }, [frame])
}
