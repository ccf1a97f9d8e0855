import type { ReactNode } from 'react'
import { isEyeOpen } from '../app/lab.ts'
import { judgedAt } from '../app/score.ts'
import type { TermId } from '../lessons/terms.ts'
import { dollarsPerMessage } from '../verdict/verdict.ts'
import { useLab, useLabState } from './context.tsx'
import { OutcomeShape } from './marks.tsx'
import { Toolbar } from './Toolbar.tsx'
import { Word } from './Word.tsx'

/**
 * The counters. Outcomes are large; dropped packets, which are only a cause, are last and smaller. The explained words
 * share one tab stop.
 */
export function Scoreboard() {
  const { say } = useLab()
  const run = useLabState((state) => state.run)
  const moves = useLabState((state) => state.moves)
  const before = useLabState((state) => state.before)
  const sets = run.scenario.policy.receiver.effect === 'set' ? 'yes' : 'no'
  const { verdict, sent, dropped, undecided } = judgedAt(run, moves)
  const { lost, duplicated } = verdict.outcomes
  const money = (expected: number, actual: number) => say('score.moneyValue', { expected, actual })
  return (
    <section className="score" aria-label={say('score.title')}>
      <Toolbar label={say('score.words')}>
        <dl>
          <Cell term={say('score.sent')} note={say('score.sentNote')} known value={sent} was={before?.sent} />
          <Cell
            term={say('score.lost')}
            word="lost"
            note={say('score.lostNote')}
            value={lost}
            was={before?.lost}
            aside={undecided > 0 ? say('score.undecided', { count: undecided }) : undefined}
            tone={lost > 0 ? 'lost' : ''}
          >
            {lost > 0 && <OutcomeShape outcome="lost" />}
          </Cell>
          <Cell
            term={say('score.duplicated')}
            word="duplicated"
            note={say('score.duplicatedNote')}
            value={duplicated}
            was={before?.duplicated}
            tone={duplicated > 0 ? 'dup' : ''}
          >
            {duplicated > 0 && <OutcomeShape outcome="duplicated" />}
          </Cell>
          <Cell
            term={say('score.money')}
            note={say('score.moneyNote', { sets, dollars: dollarsPerMessage })}
            value={money(verdict.expected, verdict.actual)}
            was={
              before === null || before.actual === verdict.actual
                ? undefined
                : say('score.moneyWas', { actual: before.actual })
            }
          />
          <Cell
            term={say('score.dropped')}
            word="dropped"
            note={say('score.droppedNote')}
            value={dropped}
            was={before?.dropped}
            tone="cause"
          />
        </dl>
      </Toolbar>
    </section>
  )
}

function Cell(props: {
  term: string
  word?: TermId
  note: string
  /** Whether the sender knows it. */
  known?: boolean
  value: number | string
  was: number | string | undefined
  tone?: string
  aside?: string | undefined
  children?: ReactNode
}) {
  const { say } = useLab()
  const { term, word, note, known = false, value, was, tone = '', aside, children } = props
  // On a first visit there are no explanations, to leave few things to press.
  const explains = useLabState(({ story }) => story.act === 'free')
  const curtain = useLabState((state) => state.curtain || (isEyeOpen(state) && !known))
  if (curtain) {
    return (
      <div className={`cell covered ${tone === 'cause' ? tone : ''}`}>
        <dt data-note={note}>{term}</dt>
        <dd>
          <span className="number">{say('score.hidden')}</span>
        </dd>
      </div>
    )
  }
  return (
    <div className={`cell ${tone}`}>
      <dt data-note={note}>{word !== undefined && explains ? <Word id={word}>{term}</Word> : term}</dt>
      <dd>
        {children}
        <span className={`number ${String(value).length > 11 ? 'long' : ''}`} key={value}>
          {value}
        </span>
        {aside !== undefined && (
          <span className="was aside"> {explains ? <Word id="undecided">{aside}</Word> : aside}</span>
        )}
        {was !== undefined && was !== value && <span className="was"> {say('score.was', { before: was })}</span>}
      </dd>
    </div>
  )
}
