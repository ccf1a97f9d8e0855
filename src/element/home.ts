/**
 * The folder of the element's script, where the lab has a page of its own; null where nobody can tell. Read at once:
 * later the document does not know any more which script it runs.
 */
export const scriptFolder: string | null = typeof document === 'undefined' ? null : folder()

function folder(): string | null {
  const script = document.currentScript ?? document.querySelector('script[src$="/exactly-once-lab.js"]')
  return script instanceof HTMLScriptElement && script.src !== '' ? new URL('.', script.src).href : null
}
