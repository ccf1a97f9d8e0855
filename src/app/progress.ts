import * as v from 'valibot'

/** Which lessons were finished. It is kept where storage is allowed, and is never needed. */
const key = 'exactly-once-lab.progress'
const schema = v.object({ lessons: v.pipe(v.array(v.pipe(v.string(), v.maxLength(60))), v.maxLength(200)) })

/** The lessons that were finished, by id; none where nothing is kept or what is kept makes no sense. */
export function doneLessons(): readonly string[] {
  try {
    const read = v.safeParse(schema, JSON.parse(localStorage.getItem(key) ?? 'null'))
    return read.success ? read.output.lessons : []
  } catch {
    return []
  }
}

/** Keeps that a lesson was finished, if anything can be kept. */
export function markDone(lesson: string): void {
  const done = doneLessons()
  if (done.includes(lesson)) return
  keep([...done, lesson])
}

export function clearProgress(): void {
  keep([])
}

function keep(lessons: readonly string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify({ lessons }))
  } catch {
    // A frame without storage still teaches; it only forgets.
  }
}
