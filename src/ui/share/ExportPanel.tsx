import { useEffect, useId, useRef, useState } from 'react'
import { foldedAtEnd } from '../../app/folds.ts'
import { presetOf } from '../../protocol/policy.ts'
import { textFormats } from '../../share/export/formats.ts'
import { modeOf } from '../../share/link.ts'
import { useLab, useLabState } from '../context.tsx'
import { say } from './exportWords.ts'
import './export.css'
import { type PictureTheme, pngOf, svgOf } from './picture.ts'

const formatNames = ['svg', 'png', ...textFormats.map(({ name }) => name)] as const
type FormatName = 'svg' | 'png' | (typeof textFormats)[number]['name']

/** The result of an export: a file, and its text if it is a text. */
interface Made {
  readonly blob: Blob
  readonly text: string | null
  readonly file: string
}

/** Mermaid's default of `maxTextSize`. */
const mermaidTakes = 50_000

/** The most characters of a preview. */
const mostShown = 100_000

/** The run as a picture or a text, to look at, copy and download. It depends on the lab's context only. */
export function ExportPanel() {
  const { lab } = useLab()
  const run = useLabState((state) => state.run)
  const [name, setName] = useState<FormatName>('svg')
  const [theme, setTheme] = useState<PictureTheme>('light')
  const [made, setMade] = useState<Made | null>(null)
  const [url, setUrl] = useState('')
  const [said, setSaid] = useState('')
  const [refused, setRefused] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const text = useRef<HTMLTextAreaElement>(null)
  const field = useId()
  const isPicture = name === 'svg' || name === 'png'

  useEffect(() => {
    let isWanted = true
    setMade(null)
    setSaid('')
    setRefused(false)
    async function make(): Promise<Made> {
      const { scenario, trace } = run
      const preset = presetOf(scenario.policy)
      const mode = preset === null ? 'custom' : modeOf(preset)
      const file = (extension: string) => `exactly-once-lab-${mode}.${extension}`
      const format = textFormats.find((known) => known.name === name)
      if (format !== undefined) {
        const text = format.write({ scenario, trace, atMs: lab.getState().nowMs }, say)
        // Spreadsheets recognise UTF-8 only by this mark at the beginning.
        const sign = format.name === 'csv' ? '\ufeff' : ''
        return { blob: new Blob([sign, text], { type: format.type }), text, file: file(format.extension) }
      }
      const svg = svgOf(run, foldedAtEnd(lab.getState()), theme, say, place.current as Element)
      if (name === 'svg') return { blob: new Blob([svg], { type: 'image/svg+xml' }), text: svg, file: file('svg') }
      return { blob: await pngOf(svg), text: null, file: file('png') }
    }
    // Not during a render of React, because the picture is rendered by React too.
    Promise.resolve()
      .then(make)
      .then(
        (made) => isWanted && setMade(made),
        (error: unknown) => isWanted && setSaid(say('export.failed', { why: String(error) })),
      )
    return () => {
      isWanted = false
    }
  }, [run, name, theme, lab])

  useEffect(() => {
    if (made === null) return
    const made_ = URL.createObjectURL(made.blob)
    setUrl(made_)
    return () => {
      setUrl('')
      // A download may still be reading it.
      setTimeout(() => URL.revokeObjectURL(made_), 10_000)
    }
  }, [made])

  // Where copying is refused, the text is shown whole and selected, to be copied by hand.
  useEffect(() => {
    if (refused) text.current?.select()
  }, [refused])

  async function copy({ blob, text }: Made): Promise<void> {
    try {
      if (text !== null) await navigator.clipboard.writeText(text)
      else await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })])
      setSaid(say('export.copied'))
    } catch {
      setSaid(say(text === null ? 'export.refusedPicture' : 'export.refused'))
      setRefused(text !== null)
    }
  }

  const whole = made?.text ?? ''
  const isCut = !refused && whole.length > mostShown
  return (
    <section className="export-panel" aria-label={say('export.title')}>
      <div className="choices">
        <label>
          {say('export.format')}{' '}
          <select
            value={name}
            onChange={({ target }) => setName(formatNames.find((known) => known === target.value) ?? 'svg')}
            aria-describedby={`${field}-about`}
          >
            {formatNames.map((name) => (
              <option key={name} value={name}>
                {say(`format.${name}`)}
              </option>
            ))}
          </select>
        </label>
        {isPicture && (
          <label>
            {say('export.colours')}{' '}
            <select value={theme} onChange={({ target }) => setTheme(target.value === 'dark' ? 'dark' : 'light')}>
              {(['light', 'dark'] as const).map((name) => (
                <option key={name} value={name}>
                  {say(`export.${name}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" className="primary" disabled={made === null} onClick={() => made && void copy(made)}>
          {say('export.copy')}
        </button>
        {made === null ? (
          <button type="button" disabled>
            {say('export.download')}
          </button>
        ) : (
          <a
            className="button"
            href={url}
            download={made.file}
            onClick={() => setSaid(say('export.saved', { file: made.file }))}
          >
            {say('export.download')}
          </a>
        )}
      </div>
      <p className="quiet" id={`${field}-about`}>
        {say(`about.${name}`, {
          folded: isPicture ? foldedAtEnd(lab.getState()).length : 0,
          isLong: whole.length > mermaidTakes ? 'yes' : 'no',
          length: whole.length,
          most: mermaidTakes,
        })}
      </p>
      <p role="status" aria-label={say('export.title')} className="said">
        {said}
      </p>
      {isPicture && !refused ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div className="picture-frame" ref={place} role="group" aria-label={say('export.preview')} tabIndex={0}>
          {made === null || url === '' ? <p>{say('export.making')}</p> : <img src={url} alt={say('export.alt')} />}
        </div>
      ) : (
        <>
          <textarea
            ref={text}
            readOnly
            spellCheck={false}
            wrap="off"
            aria-label={say('export.preview')}
            value={isCut ? whole.slice(0, mostShown) : whole}
          />
          {isCut && <p>{say('export.cut', { count: mostShown, all: whole.length })}</p>}
          <div ref={place} />
        </>
      )}
    </section>
  )
}
