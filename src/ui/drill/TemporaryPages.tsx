import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import type { Lab } from '../../app/lab.ts'

const Drill = lazy(() => import('./Drill.tsx'))
const Puzzles = lazy(() => import('../puzzles/Puzzles.tsx'))
const PuzzleCard = lazy(() => import('../puzzles/PuzzleCard.tsx'))

const pageIn = (hash: string) => new URLSearchParams(hash.replace('#', '')).get('page')

/** TEMPORARY: `page=` of the address, for looking at these pages before the lab has its own routing. Delete with it. */
export default function TemporaryPages({ lab, screen }: { lab: Lab; screen: (banner: ReactNode) => ReactNode }) {
  const [page, go] = useState(() => pageIn(location.hash) ?? '')
  useEffect(() => {
    const onHash = () => go((now) => pageIn(location.hash) ?? (now.startsWith('puzzle/') ? now : ''))
    addEventListener('hashchange', onHash)
    addEventListener('popstate', onHash)
    return () => {
      removeEventListener('hashchange', onHash)
      removeEventListener('popstate', onHash)
    }
  }, [])
  return (
    <Suspense>
      {page === 'drill' && <Drill lab={lab} go={go} />}
      {page === 'puzzles' && <Puzzles lab={lab} go={go} />}
      {page !== 'drill' &&
        page !== 'puzzles' &&
        screen(page.startsWith('puzzle/') && <PuzzleCard lab={lab} go={go} id={page.slice(7)} />)}
    </Suspense>
  )
}
