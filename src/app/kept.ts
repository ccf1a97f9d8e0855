/** What a visitor keeps between visits, as far as the browser allows it. Nothing here throws. */

/** A kept document; undefined when there is none, or none may be read. One that is no JSON is its own text. */
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
    // What could not be kept need not be forgotten.
  }
}

/** Text as a document, or itself where it is none: the schema says what is wrong with it. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const keyOf = (name: string): string => `exactly-once-lab.${name}`
