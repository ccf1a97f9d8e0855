import { lessonText, say } from './words.ts'

const parts = ['teachAsk', 'teachWrong', 'teachClick'] as const

/** What somebody who teaches a lesson wants to know before it. */
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
