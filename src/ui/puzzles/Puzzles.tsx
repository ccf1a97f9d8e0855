import { useState } from 'react'
import type { Puzzle } from '../../lessons/puzzle.ts'
import { puzzles } from '../../lessons/puzzles.ts'
import { Aids } from '../Aids.tsx'
import { say } from '../drill/drillWords.ts'
import { Icon } from '../marks.tsx'
import type { PageProps } from '../pageProps.ts'
import { useBeginning } from '../pageStart.ts'
import { goalOf, mayUse, parText, titleOf } from './puzzleWords.ts'
import { bestSoFar } from './record.ts'
import { usePar } from './usePar.ts'
import '../drill/drill.css'
import './puzzles.css'

/** The puzzles, what each may use, and which are solved. */
export default function Puzzles({ go }: PageProps) {
  const [best] = useState(bestSoFar)
  const heading = useBeginning(say('puzzle.title'))
  return (
    <div className="page puzzles">
      <header className="page-top">
        <h1 ref={heading} tabIndex={-1}>
          {say('puzzle.title')}
        </h1>
        <div className="page-tools">
          <button type="button" onClick={() => go('course')}>
            {say('drill.course')}
          </button>
          <button type="button" onClick={() => go('')}>
            {say('drill.lab')}
          </button>
          <Aids />
        </div>
      </header>
      <main>
        <p className="lead">{say('puzzle.lead')}</p>
        <ol>
          {puzzles.map((puzzle, i) => (
            <PuzzleEntry key={puzzle.id} puzzle={puzzle} n={i + 1} spent={best[puzzle.id]} go={go} />
          ))}
        </ol>
      </main>
    </div>
  )
}

function PuzzleEntry(props: {
  puzzle: Puzzle
  n: number
  spent: { faults: number; turns: number } | undefined
  go: (page: string) => void
}) {
  const { puzzle, n, spent, go } = props
  const par = usePar(puzzle)
  const atPar = spent && par && spent.faults + spent.turns <= par.faults + par.turns
  return (
    <li className={`entry ${spent ? 'solved' : ''}`}>
      <h2>
        <span className="quiet">{say('puzzle.number', { n })}</span> {titleOf(puzzle)}
      </h2>
      <p>{goalOf(puzzle)}</p>
      <p className="quiet">
        {say('puzzle.may')}: {mayUse(puzzle)} – {parText(par)}
      </p>
      <div className="foot">
        <span className="standing">
          {spent && <Icon name="check" />}
          {say(spent === undefined ? 'puzzle.unsolved' : atPar ? 'puzzle.atPar' : 'puzzle.solved')}
        </span>
        <button
          type="button"
          aria-label={`${say('puzzle.start')}: ${titleOf(puzzle)}`}
          onClick={() => go(`puzzle/${puzzle.id}`)}
        >
          {say('puzzle.start')}
        </button>
      </div>
    </li>
  )
}
