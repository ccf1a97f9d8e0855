import type { Lab } from '../../app/lab.ts'
import { type Section, type SourceId, sources, theory, theoryRuns } from '../../lessons/reference.ts'
import { lessonText } from '../course/words.ts'
import { Outside } from '../Outside.tsx'
import { ReferencePage } from './ReferencePage.tsx'
import { type Go, say } from './referenceOf.ts'
import { SeeIt } from './SeeIt.tsx'
import { Term } from './Term.tsx'

/** What is impossible and what is not, each with the runs that show it, its lessons, and who said it. */
export default function Theory({ go }: { lab: Lab; go: Go }) {
  return (
    <ReferencePage title={say('reference.theory.title')} lead={say('reference.theory.lead')} go={go}>
      <section className="card line" aria-labelledby="theory-line">
        <h3 id="theory-line">{say('reference.theory.line')}</h3>
        <ul>
          <li>{say('reference.theory.lineGenerals')}</li>
          <li>{say('reference.theory.lineCrashes')}</li>
          <li>{say('reference.theory.lineLampson')}</li>
          <li>
            <Term id="effectivelyOnce" go={go}>
              {say('reference.theory.lineOnce')}
            </Term>
          </li>
        </ul>
      </section>
      {theory.map((section) => (
        <Part key={section.id} section={section} go={go} />
      ))}
    </ReferencePage>
  )
}

function Part({ section, go }: { section: Section; go: Go }) {
  const { id, runs, lessons } = section
  return (
    <section aria-labelledby={`theory-${id}`} className="part">
      <h3 id={`theory-${id}`}>{say(`reference.theory.${id}.title`)}</h3>
      <p>{say(`reference.theory.${id}.text`)}</p>
      {id === 'possible' && (
        <ul className="which">
          {(['sure', 'never', 'least', 'once'] as const).map((one) => (
            <li key={one}>{say(`reference.theory.possible.${one}`)}</li>
          ))}
        </ul>
      )}
      <p>{say(`reference.theory.${id}.more`)}</p>
      {runs.length > 0 && (
        <ul className="runs" aria-label={say('reference.theory.runs')}>
          {runs.map((run) => (
            <li key={run}>
              <span>{say(`reference.theory.run.${run}`)}</span>{' '}
              <SeeIt shown={theoryRuns[run]} what={say(`reference.theory.run.${run}`)} />
            </li>
          ))}
        </ul>
      )}
      {lessons.length > 0 && (
        <p className="lessons">
          <b>{say('reference.theory.lessons')}</b>{' '}
          {lessons.map((lesson) => (
            <button type="button" key={lesson} onClick={() => go('lesson', lesson)}>
              {lessonText(lesson, 'title')}
            </button>
          ))}
        </p>
      )}
      <Sources ids={section.sources} />
    </section>
  )
}

function Sources({ ids }: { ids: readonly SourceId[] }) {
  return (
    <ul className="sources" aria-label={say('reference.theory.sources')}>
      {ids.map((id) => {
        const { by, title, where, url } = sources[id]
        return (
          <li key={id}>
            {by}:{' '}
            {url === null ? (
              <cite>{title}</cite>
            ) : (
              <Outside href={url}>
                <cite>{title}</cite>
              </Outside>
            )}
            , {where}
          </li>
        )
      })}
    </ul>
  )
}
