/** The whole script of the custom element: its build makes one function of it, which can read its own text. */
declare const exactlyOnceLabScript: () => void

/** Stands in for the worker's file where everything is in one: a worker whose script is the script of the page. */
export default class OwnWorker extends Worker {
  constructor(options?: WorkerOptions) {
    const inline = () => document.querySelector('script[type="module"]:not([src])')?.textContent ?? ''
    const script = import.meta.env.MODE === 'element' ? `(${exactlyOnceLabScript})()` : inline()
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
    super(url, options)
    // The worker has taken its script by the time it says that it is there; a refused one never needs it.
    this.addEventListener('message', () => URL.revokeObjectURL(url), { once: true })
  }
}
