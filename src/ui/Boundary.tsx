import { Component, type ReactNode } from 'react'
import { pageWith, stateOf } from '../app/address.ts'
import type { Lab } from '../app/lab.ts'
import type { Say } from '../words/words.ts'

/**
 * Catches errors of rendering: the page says so, offers the run as a link, and a way to start again. In React only a
 * class component can catch errors of others.
 */
export class Boundary extends Component<{ lab: Lab; say: Say; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    const { lab, say, children } = this.props
    if (error === null) return children
    const state = lab.getState()
    /** The page around a custom element belongs to its host, so it is neither linked to nor reloaded. */
    const own = state.home === ''
    const hash = stateOf(state)
    const link = own ? `${location.href.replace(/#.*$/, '')}#${hash}` : (pageWith(state, hash) ?? `#${hash}`)
    return (
      <main className="failed" role="alert">
        <h1>{say('failed.title')}</h1>
        <p>{say('failed.kept')}</p>
        <p>
          <input readOnly aria-label={say('failed.link')} value={link} />
        </p>
        <p className="quiet">{String(error.message).slice(0, 300)}</p>
        <button type="button" onClick={() => (own ? location.reload() : this.setState({ error: null }))}>
          {say('failed.again')}
        </button>{' '}
        {own && <a href={location.pathname}>{say('failed.anew')}</a>}
      </main>
    )
  }
}
