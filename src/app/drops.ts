import type { Lab, LabState } from './lab.ts'

/** A file or a text from outside. */
export type Given = File | string

/** Whether a run from outside may be imported: not in an embed, and not with locks, which an author has set. */
export const takesRuns = ({ options: { embed, lock } }: Pick<LabState, 'options'>): boolean =>
  !embed && lock.length === 0

/**
 * Takes what is dropped on a page or an element of it, and what is pasted there beside its text fields if it looks like
 * a run, if the lab takes runs. Returns what stops it.
 */
export function followDrops(
  lab: Lab,
  place: Document | HTMLElement,
  take: (given: Given) => Promise<unknown>,
): () => void {
  const mark = place instanceof Document ? place.documentElement : place
  const isOpen = () => takesRuns(lab.getState())
  const isOurs = ({ target }: Event) =>
    !(target instanceof Element && target.closest('input, textarea, [contenteditable]'))
  const stopping = new AbortController()
  const { signal } = stopping
  const on = <K extends keyof HTMLElementEventMap>(type: K, hear: (event: HTMLElementEventMap[K]) => void) =>
    place.addEventListener(type, hear as EventListener, { signal })

  on('dragover', (event) => {
    const types = event.dataTransfer?.types ?? []
    if (!isOpen() || !isOurs(event) || !types.some((type) => type === 'Files' || type === 'text/plain')) return
    event.preventDefault()
    mark.dataset.dropping = ''
  })
  on('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) delete mark.dataset.dropping
  })
  on('drop', (event) => {
    delete mark.dataset.dropping
    if (!isOpen() || !isOurs(event)) return
    const given = event.dataTransfer?.files[0] ?? event.dataTransfer?.getData('text/plain') ?? ''
    event.preventDefault()
    if (given !== '') void take(given)
  })
  on('paste', (event) => {
    if (!isOpen() || !isOurs(event)) return
    const given = event.clipboardData?.files[0] ?? event.clipboardData?.getData('text/plain') ?? ''
    // Other texts in the clipboard are ignored: they were hardly meant for this page.
    if (typeof given === 'string' && !/^\s*\{|[#?&]v=\d|^v=\d/.test(given)) return
    void take(given)
  })
  return () => stopping.abort()
}
