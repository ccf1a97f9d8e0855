import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { isKeeping } from '../../app/kept.ts'
import type { PersonalOption } from '../../app/settings.ts'
import { languages, type Options, themes } from '../../share/options.ts'
import type { WordId } from '../../words/words.ts'
import { useLab, useLabState } from '../context.tsx'
import { presenterKeys } from '../present/clicker.ts'
import { say } from './accessWords.ts'
import { shortcuts, without } from './shortcuts.ts'
import { walks } from './walks.ts'

/** The dialogs over the page. When one closes, the focus returns to where it was. */
export function Dialogs({ name }: { name: 'settings' | 'help' }) {
  return name === 'settings' ? <Settings /> : <Help />
}

function Modal({ title, children }: { title: string; children: ReactNode }) {
  const { lab } = useLab()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useLayoutEffect(() => {
    const element = dialog.current
    if (element?.open === false) element.showModal()
    return () => element?.close()
  }, [])
  const close = () => lab.openDialog(null)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={heading}
      // If another dialog replaces it, only this element closes, not the dialog of the lab's state.
      onClose={({ currentTarget }) => currentTarget.isConnected && close()}
      onClick={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <div className="modal-page">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" onClick={close}>
            {say('settings.close')}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}

/** The props of an option's control. */
interface Field<K extends PersonalOption> {
  readonly id: string
  readonly describedBy: string | undefined
  readonly value: Options[K]
  readonly put: (value: Options[K]) => void
}

/** The control of every option that is kept for later visits, in the order of the dialog. */
const fields: { readonly [K in PersonalOption]: (field: Field<K>) => ReactNode } = {
  theme: (field) => <Choice {...field} values={themes} words="settings.themeIs" />,
  motion: (field) => <Choice {...field} values={['auto', 'off']} words="settings.motionIs" />,
  narration: (field) => <Choice {...field} values={['outcomes', 'all', 'off']} words="settings.narrationIs" />,
  keys: (field) => <OnOff {...field} />,
  sound: (field) => <OnOff {...field} />,
  volume: ({ id, describedBy, value, put }) => (
    <input
      type="range"
      id={id}
      aria-describedby={describedBy}
      min={0}
      max={100}
      step={5}
      value={value}
      aria-valuetext={say('settings.volumeIs', { volume: value })}
      onChange={({ target }) => put(Number(target.value))}
    />
  ),
  lang: (field) => <Choice {...field} values={languages} words="settings.langIs" />,
}

const helps: Partial<Record<PersonalOption, WordId>> = {
  motion: 'settings.motionHelp',
  narration: 'settings.narrationHelp',
  keys: 'settings.keysHelp',
  sound: 'settings.soundHelp',
}

function Settings() {
  const [kept] = useState(isKeeping)
  return (
    <Modal title={say('settings.title')}>
      <div className="fields">
        {(Object.keys(fields) as PersonalOption[]).map((name) => (
          <Setting key={name} name={name} />
        ))}
      </div>
      <p className="quiet">{say('settings.system')}</p>
      <p className={kept ? 'quiet' : 'refused'}>{say(kept ? 'settings.kept' : 'settings.notKept')}</p>
    </Modal>
  )
}

function Setting<K extends PersonalOption>({ name }: { name: K }) {
  const { lab } = useLab()
  const id = useId()
  const value = useLabState(({ options }) => options[name])
  const help = helps[name]
  const described = help === undefined ? undefined : `${id}-help`
  const control = fields[name] as (field: Field<K>) => ReactNode
  return (
    <div className="field">
      <label htmlFor={id}>{say(`settings.${name}`)}</label>
      {control({ id, describedBy: described, value, put: (next) => lab.setOption(name, next) })}
      {help !== undefined && (
        <p className="quiet" id={described}>
          {say(help)}
        </p>
      )}
    </div>
  )
}

function Choice<T extends string>(props: {
  id: string
  describedBy: string | undefined
  value: T
  put: (value: T) => void
  values: readonly T[]
  words: WordId
}) {
  const { id, describedBy, value, put, values, words } = props
  return (
    <select id={id} aria-describedby={describedBy} value={value} onChange={({ target }) => put(target.value as T)}>
      {values.map((each) => (
        <option key={each} value={each}>
          {say(words, { value: each })}
        </option>
      ))}
    </select>
  )
}

function OnOff(props: {
  id: string
  describedBy: string | undefined
  value: 'on' | 'off'
  put: (value: 'on' | 'off') => void
}) {
  const { id, describedBy, value, put } = props
  return (
    <input
      type="checkbox"
      // biome-ignore lint/a11y/useAriaPropsForRole: the checkbox has it built in
      role="switch"
      id={id}
      aria-describedby={describedBy}
      checked={value === 'on'}
      onChange={({ target }) => put(target.checked ? 'on' : 'off')}
    />
  )
}

function Help() {
  const { lab } = useLab()
  const off = useLabState(({ options }) => options.keys === 'off')
  const present = useLabState(({ options }) => options.present)
  // Lists what each key means now: in presenter mode its keys take precedence.
  const ordinary = present ? without(shortcuts, presenterKeys) : shortcuts
  const presenting = present ? presenterKeys : without(presenterKeys, shortcuts)
  return (
    <Modal title={say('help.title')}>
      <p>{say('help.lead')}</p>
      <Keys title={say('help.shortcuts')} lead={say(off ? 'help.off' : 'help.where')}>
        {ordinary.map(({ id, keys }) => (
          <KeyRow key={id} keys={keys} does={say(`shortcut.${id}`)} />
        ))}
      </Keys>
      <Keys title={say('help.events')} lead={say('help.eventsLead')}>
        {walks.map(({ id, keys }) => (
          <KeyRow key={id} keys={keys} does={say(`walk.${id}`)} />
        ))}
      </Keys>
      <Keys title={say('help.presenting')} lead={say('help.presentingLead')}>
        {presenting.map(({ id, keys }) => (
          <KeyRow key={id} keys={keys} does={say(`presenterKey.${id}`)} />
        ))}
      </Keys>
      <p>
        <button type="button" onClick={() => lab.openDialog('settings')}>
          {say('help.settings')}
        </button>
      </p>
    </Modal>
  )
}

function Keys({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <p className="quiet">{lead}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('help.key')}</th>
            <th scope="col">{say('help.does')}</th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

function KeyRow({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <tr>
      <td>
        {keys.map((combination, i) => (
          <span key={combination}>
            {i > 0 && ` ${say('help.or')} `}
            {combination.split('+').map((key, j) => (
              <span key={key}>
                {j > 0 && '+'}
                <kbd>{keyName(key)}</kbd>
              </span>
            ))}
          </span>
        ))}
      </td>
      <td>{does}</td>
    </tr>
  )
}

const named = [
  'Ctrl',
  'Space',
  'Shift',
  'Enter',
  'Esc',
  'Menu',
  'Home',
  'End',
  'Up',
  'Down',
  'Left',
  'Right',
  'PageUp',
  'PageDown',
] as const
const keyName = (key: string): string => {
  const name = named.find((each) => each === key)
  return name === undefined ? key : say(`keyName.${name}`)
}
