import type { Given } from '../../app/drops.ts'
import { importText } from '../../app/import.ts'
import type { Lab } from '../../app/lab.ts'
import { type Aside, type Imported, mostImportLength } from '../../share/import.ts'
import { say } from './exportWords.ts'

/** What came of a text that was taken in, in words. */
export interface ImportNotice {
  readonly ok: boolean
  readonly title: string
  readonly lines: readonly string[]
}

/** How many problems a notice lists at most; it says how many more there are. */
const mostProblemLines = 5

/** Imports a file or a text and says what came of it; the words go to the page, or, if it failed, to who asked. */
export async function takeIn(
  lab: Lab,
  given: Given,
  tell: (notice: ImportNotice) => void = showNoticeIn(lab),
): Promise<ImportNotice> {
  const notice = await taken(lab, given)
  if (notice.ok) showNoticeIn(lab)(notice)
  else tell(notice)
  return notice
}

const showNoticeIn =
  (lab: Lab) =>
  ({ ok, title, lines }: ImportNotice) => {
    // It would be said behind a dialog.
    lab.openDialog(null)
    lab.notify({ kind: 'import', title, lines, undo: ok })
  }

async function taken(lab: Lab, given: Given): Promise<ImportNotice> {
  if (typeof given === 'string') return inWords(await importText(lab, given))
  const failed = (line: string): ImportNotice => ({ ok: false, title: say('import.failed'), lines: [line] })
  // A text has no more characters than bytes.
  if (given.size > mostImportLength) return failed(say('import.tooLarge', { most: mostImportLength }))
  try {
    return inWords(await importText(lab, await given.text()))
  } catch {
    return failed(say('import.unreadable'))
  }
}

function inWords(read: Imported): ImportNotice {
  if (!read.ok) {
    const lines = read.problems
      .slice(0, mostProblemLines)
      .map(({ line, field, problem }) =>
        line === null ? say('import.field', { field, problem }) : say('import.line', { line, field, problem }),
      )
    const more = read.problems.length - lines.length
    return {
      ok: false,
      title: say('import.failed'),
      lines: more > 0 ? [...lines, say('import.more', { count: more })] : lines,
    }
  }
  const { kind, differs, aside } = read
  const said =
    differs !== null
      ? [say(differs.field === '' ? 'import.differs' : 'import.differsIn', { ...differs })]
      : kind === 'trace'
        ? [say('import.same')]
        : []
  return { ok: true, title: say('import.done', { kind }), lines: [...said, ...(aside ? asideInWords(aside) : [])] }
}

/** What stands in a link beside its run, and was not taken in. */
function asideInWords({ note, parameters, ignored }: Aside): string[] {
  return [
    ...(note === '' ? [] : [say('import.note', { note })]),
    ...(parameters.length === 0 ? [] : [say('import.aside', { parameters: parameters.join(', ') })]),
    ...(ignored.length === 0 ? [] : [say('problem.ignored', { names: ignored.slice(0, mostProblemLines).join(', ') })]),
  ]
}
