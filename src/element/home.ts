/**
 * The folder of the element's script, where the lab has a page of its own; '' where nobody can tell. Read at once: later
 * the document does not know any more which script it runs.
 */
export const scriptFolder: string = typeof document === 'undefined' ? '' : folder()

function folder(): string {
  const script = document.currentScript ?? document.querySelector('script[src$="/exactly-once-lab.js"]')
  return script instanceof HTMLScriptElement && script.src !== '' ? new URL('.', script.src).href : ''
}
