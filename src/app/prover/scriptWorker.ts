/** The whole script of the custom element; the build makes one function of it. */
declare const exactlyOnceLabScript: () => void

/** The worker of the custom element, which is one script for both of its threads: made of that script's own text. */
export default class ScriptWorker extends Worker {
  constructor(options?: WorkerOptions) {
    const url = URL.createObjectURL(new Blob([`(${exactlyOnceLabScript})()`], { type: 'text/javascript' }))
    super(url, options)
    // By the time it says anything it has taken its script; a refused one never needs it.
    this.addEventListener('message', () => URL.revokeObjectURL(url), { once: true })
  }
}
