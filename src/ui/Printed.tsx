import { type ComponentType, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/**
 * The sheet that is printed instead of the screen. It is loaded when the page is idle, because a browser does not wait
 * for it when it prints.
 */
export function Printed() {
  const [Sheet, setSheet] = useState<ComponentType | null>(null)
  const [prints, setPrints] = useState(false)
  useEffect(() => {
    const load = () => void import('./share/PrintSheet.tsx').then((sheet) => setSheet(() => sheet.default))
    const timer = setTimeout(load, 2000)
    const paper = matchMedia('print')
    const show = (now: boolean) => flushSync(() => setPrints(now))
    const onChange = ({ matches }: MediaQueryListEvent) => show(matches)
    const onBefore = () => show(true)
    const onAfter = () => show(false)
    paper.addEventListener('change', onChange)
    addEventListener('beforeprint', onBefore)
    addEventListener('afterprint', onAfter)
    return () => {
      clearTimeout(timer)
      paper.removeEventListener('change', onChange)
      removeEventListener('beforeprint', onBefore)
      removeEventListener('afterprint', onAfter)
    }
  }, [])
  return prints && Sheet ? <Sheet /> : null
}
