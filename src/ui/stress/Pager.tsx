import { Toolbar } from '../Toolbar.tsx'
import { say } from './words.ts'
import './stress.css'

/** Buttons to page through a long list. `page` counts from 0. */
export default function Pager(props: { count: number; size: number; page: number; turn: (page: number) => void }) {
  const { count, size, page, turn } = props
  const last = Math.max(0, Math.ceil(count / size) - 1)
  const button = (name: 'first' | 'back' | 'on' | 'last', to: number) => (
    <button type="button" aria-disabled={to === page} onClick={() => to !== page && turn(to)}>
      {say(`pager.${name}`)}
    </button>
  )
  return (
    <Toolbar label={say('pager.title')} className="pager">
      {button('first', 0)}
      {button('back', Math.max(0, page - 1))}
      <span aria-live="polite">
        {say('pager.part', {
          from: Math.min(count, page * size + 1),
          until: Math.min(count, (page + 1) * size),
          count,
        })}
      </span>
      {button('on', Math.min(last, page + 1))}
      {button('last', last)}
    </Toolbar>
  )
}
