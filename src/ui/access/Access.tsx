import { useEffect, useRef } from 'react'
import { narrate } from '../../app/narrator.ts'
import { useLab, useLabState } from '../context.tsx'
import { say } from './accessWords.ts'
import { listenToShortcuts, listenWithoutFocus } from './shortcuts.ts'

/** The shortcuts, narration and sound of the lab around it. It renders nothing visible. */
export function Access() {
  const { lab } = useLab()
  const place = useRef<HTMLSpanElement>(null)
  const keys = useLabState(({ options }) => options.keys === 'on')
  const sounds = useLabState(({ options }) => options.sound === 'on')

  useEffect(() => {
    const region = place.current?.closest<HTMLElement>('.lab')
    return keys && region ? listenToShortcuts(lab, region) : undefined
  }, [lab, keys])

  useEffect(() => {
    const page = place.current?.getRootNode()
    return page instanceof Document ? listenWithoutFocus(lab, page) : undefined
  }, [lab])

  useEffect(() => {
    const region = place.current?.closest<HTMLElement>('.lab')
    if (!region) return
    const root = region.getRootNode() as Document | ShadowRoot
    return narrate(
      lab,
      say,
      (text) => {
        const aloud = region.querySelector('.aloud')
        if (aloud) aloud.textContent = text
      },
      // The slider announces its instant, and the switch its state.
      (what) =>
        root.activeElement?.matches(what === 'time' ? '.playback input' : '.view-switch [role="switch"]') === true,
    )
  }, [lab])

  useEffect(() => {
    if (!sounds) return
    let stop: (() => void) | undefined
    let gone = false
    import('../../app/sound.ts').then(
      ({ sound }) => {
        if (!gone) stop = sound(lab)
      },
      () => {
        // If loading fails, there is no sound.
      },
    )
    return () => {
      gone = true
      stop?.()
    }
  }, [lab, sounds])

  return <span ref={place} hidden />
}
