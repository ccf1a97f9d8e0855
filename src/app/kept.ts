/** Documents that are kept in the browser between visits, where it allows that. Nothing here throws. */

/**
 * A kept document; undefined when there is none, or when reading is refused. A text that is no JSON is returned as
 * text.
 */
export function keptDocument(name: string): unknown {
  try {
    const text = localStorage.getItem(keyOf(name))
    return text === null ? undefined : parsed(text)
  } catch {
    return undefined
  }
}

/** Keeps a document; false when the browser refuses. */
export function keep(name: string, document: unknown): boolean {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(document))
    return true
  } catch {
    return false
  }
}

/** Whether the browser keeps anything at all for this page. */
export function isKeeping(): boolean {
  const kept = keep('probe', 1)
  forget('probe')
  return kept
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(keyOf(name))
  } catch {
    // Where keeping is refused, nothing has to be removed.
  }
}

/** A text as a document, or the text itself where it is no JSON; the schema then says what is wrong. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const keyOf = (name: string): string => `exactly-once-lab.${name}`
