import { lazy, Suspense, useId } from 'react'
import { isOnWeb } from '../../app/address.ts'
import { mostNote, optionTable, themes } from '../../share/options.ts'
import { seconds } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { CopyText } from './CopyText.tsx'
import { FromFile } from './FromFile.tsx'
import { type PanelProps, useChoice, useHash } from './shared.ts'
import { useBase, usePacked } from './useShared.ts'
import { say } from './words.ts'

const QrCode = lazy(() => import('./QrCode.tsx'))

const predictions = ['ask', 'off', 'required'] as const
const locks = ['mode', 'speed', 'faults'] as const

/** The link to what is shown, as text and as a QR code, with its options. */
export function LinkTab({ shared, title, onShare, onDone }: PanelProps) {
  const { lab } = useLab()
  const hash = useHash(shared)
  const short = usePacked(hash)
  const link = `${useBase()}#${short}`
  return (
    <>
      <FromFile />
      <WhatItOpens shared={shared} title={title} onShare={onShare} />
      <CopyText label={say('sharing.link')} text={link} />
      <p className="quiet">
        {say(short === hash ? 'sharing.linkLength' : 'sharing.linkPacked', { length: link.length })}
      </p>
      <div className="share-columns">
        <div>
          <Asks shared={shared} onShare={onShare} />
        </div>
        {isOnWeb(link) && (
          <Suspense fallback={<div className="qr" />}>
            <QrCode text={link} />
          </Suspense>
        )}
      </div>
      <div className="present-now">
        <button
          type="button"
          onClick={() => {
            onDone()
            lab.setOption('present', true)
          }}
        >
          {say('sharing.presentNow')}
        </button>
        <p className="quiet">{say('sharing.presentLead')}</p>
      </div>
    </>
  )
}

export function WhatItOpens({ shared, title, onShare }: Pick<PanelProps, 'shared' | 'title' | 'onShare'>) {
  const { choices, what } = useChoice(shared)
  const nowMs = useLabState((state) => state.nowMs)
  const name = useId()
  return (
    <fieldset className="choice-row">
      <legend>{say('sharing.opens')}</legend>
      {choices.map((choice) => (
        <label key={choice}>
          <input type="radio" name={name} checked={what === choice} onChange={() => onShare({ what: choice })} />
          {say(`sharing.${choice}`, { title, at: seconds(nowMs) })}
        </label>
      ))}
    </fieldset>
  )
}

/** The options that an author sets for readers, and the locks. */
function Asks({ shared, onShare }: Pick<PanelProps, 'shared' | 'onShare'>) {
  const { options } = shared
  const id = useId()
  const set = (change: Partial<typeof options>) => onShare({ options: { ...options, ...change } })
  const note = options.note ?? ''
  const lock = options.lock ?? []
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-note`}>{say('sharing.note')}</label>
        <textarea
          id={`${id}-note`}
          rows={2}
          maxLength={mostNote}
          value={note}
          aria-describedby={`${id}-left`}
          onChange={({ target }) => set({ note: target.value })}
        />
        <span className="quiet" id={`${id}-left`}>
          {say('sharing.noteLeft', { left: mostNote - note.length })}
        </span>
      </div>
      <div className="fields">
        <label className="field">
          {say('sharing.theme')}
          <select
            value={options.theme ?? 'auto'}
            onChange={({ target }) => set({ theme: optionTable.theme.read(target.value) ?? 'auto' })}
          >
            {themes.map((theme) => (
              <option key={theme} value={theme}>
                {say('sharing.themeIs', { value: theme })}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          {say('sharing.predict')}
          <select
            value={options.predict ?? 'ask'}
            onChange={({ target }) => set({ predict: optionTable.predict.read(target.value) ?? 'ask' })}
          >
            {predictions.map((value) => (
              <option key={value} value={value}>
                {say(`sharing.predictValue.${value}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <fieldset className="choice-row">
        <legend>{say('sharing.lock')}</legend>
        {locks.map((what) => (
          <label key={what}>
            <input
              type="checkbox"
              checked={lock.includes(what)}
              onChange={({ target }) =>
                set({ lock: locks.filter((each) => (each === what ? target.checked : lock.includes(each))) })
              }
            />
            {say(`sharing.lockValue.${what}`)}
          </label>
        ))}
      </fieldset>
      <label className="one-choice">
        <input
          type="checkbox"
          checked={options.present ?? false}
          onChange={({ target }) => set({ present: target.checked })}
        />
        {say('sharing.present')}
      </label>
    </>
  )
}
