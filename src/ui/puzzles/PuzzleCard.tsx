import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { motionIsUnwelcome } from '../../app/motion.ts'
import { markSolved } from '../../app/progress.ts'
import { foulsOf, isSolved, type Puzzle, spentOf } from '../../lessons/puzzle.ts'
import { puzzles } from '../../lessons/puzzles.ts'
import type { Run } from '../../sim/run.ts'
import type { Scenario } from '../../sim/scenario.ts'
import { say } from '../drill/drillWords.ts'
import { Icon } from '../marks.tsx'
import type { PageProps } from '../pageProps.ts'
import { useBeginning } from '../pageStart.ts'
import { goalOf, hintOf, mayUse, parText, spentText, titleOf } from './puzzleWords.ts'
import { bestSoFar, solvedWith } from './record.ts'
import { usePar } from './usePar.ts'
import '../drill/drill.css'
import './puzzles.css'

/** One puzzle above the lab that it is solved in; nothing when there is no puzzle of this id. */
export default function PuzzleCard({ id, ...page }: PageProps & { id: string }) {
  const puzzle = puzzles.find((one) => one.id === id)
  return puzzle === undefined ? null : <Card key={id} puzzle={puzzle} {...page} />
}

function Card({ puzzle, lab, go }: PageProps & { puzzle: Puzzle }) {
  const heading = useBeginning(titleOf(puzzle))
  const scenario = useStore(lab, (state) => state.scenario)
  const run = useStore(lab, (state) => state.run)
  const par = usePar(puzzle)
  const [hinted, setHinted] = useState(false)
  // Who comes back to an attempt goes on with it; anything else on the page makes room for the start.
  useEffect(() => {
    if (foulsOf(puzzle, lab.getState().scenario).length > 0) lab.load(puzzle.start, 0)
  }, [lab, puzzle])
  const fouls = useMemo(() => foulsOf(puzzle, scenario), [puzzle, scenario])
  // Whether it is solved is told when the playhead gets there; whoever steps back from there knows it already.
  const ended = useStore(lab, (state) => state.moves >= state.run.frames.length)
  const [told, tell] = useState<Run | null>(null)
  useEffect(() => {
    if (ended) tell(run)
  }, [ended, run])
  const open = !ended && told !== run
  const solved = useMemo(() => !open && isSolved(puzzle, scenario, run), [open, puzzle, scenario, run])
  const [before, setBefore] = useState(() => bestSoFar()[puzzle.id] !== undefined)
  const spent = spentOf(puzzle, scenario, run)
  const { faults, turns } = spent
  useEffect(() => {
    if (!solved) return
    solvedWith(puzzle.id, { faults, turns })
    markSolved(puzzle.id)
    lab.setState({ completed: { experiment: `puzzle/${puzzle.id}`, score: 1, max: 1 } })
    setBefore(true)
  }, [lab, puzzle, solved, faults, turns])
  const at = puzzles.indexOf(puzzle)
  const next = puzzles[at + 1]
  const isTouched = faults + turns > 0
  const atPar = solved && par && faults + turns <= par.faults + par.turns
  function showSolution(scenario: Scenario): void {
    if (!lab.edit(scenario)) return
    lab.goTo(0)
    if (motionIsUnwelcome(lab.getState())) lab.goTo(lab.getState().run.frames.length)
    else lab.play()
  }
  return (
    <section className={`puzzle-card ${solved ? 'solved' : ''}`} aria-label={say('puzzle.card')}>
      <div className="about">
        <h2 ref={heading} tabIndex={-1}>
          <span className="quiet">{say('puzzle.number', { n: at + 1 })}</span> {titleOf(puzzle)}
        </h2>
        <p className="goal">{goalOf(puzzle)}</p>
        <p className="quiet">
          {say('puzzle.may')}: {mayUse(puzzle)}.{' '}
          {puzzle.start.faults.length > 0 && say('puzzle.given', { count: puzzle.start.faults.length })}
        </p>
        {hinted && <p className="hint">{hintOf(puzzle)}</p>}
      </div>
      <div className="state">
        <p role="status" className="standing">
          {solved && <Icon name="check" />}
          <b>
            {say(
              solved
                ? atPar
                  ? 'puzzle.atPar'
                  : 'puzzle.solved'
                : fouls.length > 0
                  ? 'puzzle.foul'
                  : isTouched && open
                    ? 'puzzle.open'
                    : before
                      ? 'puzzle.before'
                      : 'puzzle.unsolved',
            )}
          </b>
          {fouls.map((foul) => (
            <span key={foul}> {say(`puzzle.fouls.${foul}`)}</span>
          ))}
        </p>
        <p className="quiet">
          {spentText(spent)}; {parText(par)}.
        </p>
        <div className="acts">
          {!hinted && (
            <button type="button" onClick={() => setHinted(true)}>
              {say('puzzle.hint')}
            </button>
          )}
          {hinted && !solved && par && (
            <button type="button" onClick={() => showSolution(par.scenario)}>
              {say('puzzle.show')}
            </button>
          )}
          {!solved && (
            <button type="button" onClick={() => lab.load(puzzle.start, 0)}>
              {say('puzzle.restart')}
            </button>
          )}
          {solved && (
            <button type="button" onClick={() => go(`lesson/${puzzle.lesson}`)}>
              {say('puzzle.lesson')}
            </button>
          )}
          {next && (
            <button type="button" className={solved ? 'primary' : ''} onClick={() => go(`puzzle/${next.id}`)}>
              {say('puzzle.next')}
            </button>
          )}
          <button type="button" onClick={() => go('puzzles')}>
            {say('puzzle.all')}
          </button>
        </div>
      </div>
    </section>
  )
}
