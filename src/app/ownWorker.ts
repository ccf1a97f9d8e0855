/** The whole script of the custom element: its build wraps it in one function, whose source text can be read. */
declare const exactlyOnceLabScript: () => void

/** Replaces the worker's file in builds of one script: a worker whose script is the script of the page. */
export default class OwnWorker extends Worker {
  constructor(options?: WorkerOptions) {
    const inline = () => document.querySelector('script[type="module"]:not([src])')?.textContent ?? ''
    const script = import.meta.env.MODE === 'element' ? `(${exactlyOnceLabScript})()` : inline()
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
    super(url, options)
    // A worker has loaded its script when it sends its first message; a refused one never needs it.
    this.addEventListener('message', () => URL.revokeObjectURL(url), { once: true })
  }
}
