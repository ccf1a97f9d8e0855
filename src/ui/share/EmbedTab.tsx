import { useEffect, useId, useState } from 'react'
import type { Options } from '../../share/options.ts'
import { type SnippetKind, snippetKinds, snippetOf } from '../../share/snippet.ts'
import { CopyText } from './CopyText.tsx'
import { say } from './embeddingWords.ts'
import { FromFile } from './FromFile.tsx'
import { WhatItOpens } from './LinkTab.tsx'
import { Preview } from './Preview.tsx'
import { type PanelProps, useHash } from './shared.ts'
import { useBase, usePacked } from './useShared.ts'

const widths = [320, 640, 960] as const
const uis = ['full', 'compact', 'diagram'] as const
const hidden = ['score', 'ledger', 'why', 'speed', 'share'] as const

/** A comfortable height for each kind of embed, in CSS pixels, even if less would be enough. */
const comfortable = { full: 640, compact: 560, diagram: 480 } as const

/** A snippet for another page, with a preview. */
export function EmbedTab(props: PanelProps) {
  const { shared, title, short, onShare } = props
  const [kind, setKind] = useState<SnippetKind>('iframe')
  const [looks, setLooks] = useState<Pick<Options, 'ui' | 'hide'>>({ ui: 'full', hide: [] })
  const [widthPx, setWidth] = useState<number>(640)
  const [heightPx, setHeight] = useState<number | null>(null)
  const [needs, setNeeds] = useState<number | null | 'measuring'>('measuring')
  const hash = usePacked(
    useHash({ ...shared, options: { ...shared.options, present: false } }, { embed: true, ...looks }),
  )
  const openHash = usePacked(useHash(shared))
  const base = useBase()
  const isFrame = kind !== 'markdown'
  const name = shared.title ?? (isFrame ? title : short)
  const least = typeof needs === 'number' ? needs : 0
  const recommended = Math.ceil(Math.max(least, comfortable[looks.ui]) / 10) * 10
  const height = heightPx ?? recommended
  const rows = { iframe: 5, element: 5, markdown: 2, mdx: 6 }[kind]
  const snippet = snippetOf(kind, {
    base,
    hash,
    openHash,
    title: name,
    openWords: say('embedding.openWords', { title: shared.title ?? short }),
    widthPx,
    heightPx: height,
  })
  return (
    <>
      <FromFile />
      <WhatItOpens {...props} />
      <div className="fields">
        <label className="field">
          {say('embedding.embedAs')}
          <select value={kind} onChange={({ target }) => setKind(target.value as SnippetKind)}>
            {snippetKinds.map((each) => (
              <option key={each} value={each}>
                {say(`embedding.kind.${each}`)}
              </option>
            ))}
          </select>
        </label>
        {isFrame && (
          <label className="field">
            {say('embedding.ui')}
            <select
              value={looks.ui}
              onChange={({ target }) => setLooks({ ...looks, ui: target.value as (typeof uis)[number] })}
            >
              {uis.map((ui) => (
                <option key={ui} value={ui}>
                  {say(`embedding.uiValue.${ui}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="field wide">
          {say(isFrame ? 'embedding.name' : 'embedding.nameOfLink')}
          <input value={name} maxLength={200} onChange={({ target }) => onShare({ title: target.value })} />
        </label>
      </div>
      <p className="quiet">{say(`embedding.kindNote.${kind}`)}</p>
      {isFrame && (
        <>
          <fieldset className="choice-row">
            <legend>{say('embedding.hide')}</legend>
            {hidden.map((what) => (
              <label key={what}>
                <input
                  type="checkbox"
                  checked={looks.hide.includes(what)}
                  onChange={({ target }) =>
                    setLooks({
                      ...looks,
                      hide: hidden.filter((each) => (each === what ? target.checked : looks.hide.includes(each))),
                    })
                  }
                />
                {say(`embedding.hideValue.${what}`)}
              </label>
            ))}
          </fieldset>
          <div className="fields">
            <fieldset className="choice-row width-row">
              <legend>{say('embedding.width')}</legend>
              {widths.map((width) => (
                <button key={width} type="button" aria-pressed={widthPx === width} onClick={() => setWidth(width)}>
                  {say('embedding.widthUnit', { width })}
                </button>
              ))}
            </fieldset>
            <SizeField
              label={say('embedding.widthOther')}
              value={widthPx}
              most={2000}
              problem={say('embedding.widthProblem', { width: widthPx })}
              onValue={setWidth}
            />
            <SizeField
              label={say('embedding.height')}
              value={height}
              most={3000}
              problem={say('embedding.heightProblem', { height })}
              onValue={setHeight}
            />
          </div>
          <p role="status" className="quiet needs">
            {needs === 'measuring' && say('embedding.measuring')}
            {needs === null && say('embedding.notMeasured', { recommended })}
            {typeof needs === 'number' && say('embedding.needs', { width: widthPx, needs, recommended })}{' '}
            {heightPx !== null && heightPx !== recommended && (
              <button type="button" className="quiet-button" onClick={() => setHeight(null)}>
                {say('embedding.recommend', { recommended })}
              </button>
            )}
          </p>
        </>
      )}
      <CopyText label={say('embedding.snippet')} text={snippet} rows={rows} />
      {isFrame && <Preview src={`${base}#${hash}`} widthPx={widthPx} heightPx={height} onNeeds={setNeeds} />}
    </>
  )
}

/** A field for a size. An invalid value is reported, and the last valid one stays in force. */
function SizeField(props: {
  label: string
  value: number
  most: number
  problem: string
  onValue: (value: number) => void
}) {
  const { label, value, most, problem, onValue } = props
  const [text, setText] = useState(String(value))
  const id = useId()
  // Other controls set the value too.
  useEffect(() => setText(String(value)), [value])
  const read = (typed: string) => (/^\d+$/.test(typed) ? Number(typed) : 0)
  const isSize = (size: number) => size >= 200 && size <= most
  const bad = !isSize(read(text))
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode="numeric"
        value={text}
        aria-invalid={bad}
        aria-describedby={`${id}-problem`}
        onChange={({ target }) => {
          setText(target.value)
          if (isSize(read(target.value))) onValue(read(target.value))
        }}
      />
      <span id={`${id}-problem`} className="field-problem" role="status">
        {bad && problem}
      </span>
    </div>
  )
}
