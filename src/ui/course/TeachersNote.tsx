import { lessonText, say } from './words.ts'

const parts = ['teachAsk', 'teachWrong', 'teachClick'] as const

/** The teacher's note of a lesson. */
export function TeachersNote({ lesson }: { lesson: string }) {
  return (
    <dl className="teachers">
      {parts.map((part) => (
        <div key={part}>
          <dt>{say(`tutor.${part}`)}</dt>
          <dd>{lessonText(lesson, part)}</dd>
        </div>
      ))}
    </dl>
  )
}
