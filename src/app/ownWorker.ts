/** Stands in for the worker's file where everything is in one: a worker whose script is the script of the page. */
export default class OwnWorker extends Worker {
  constructor(options?: WorkerOptions) {
    const script = document.querySelector('script[type="module"]:not([src])')?.textContent ?? ''
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
    super(url, options)
    // The worker has taken its script by the time it says that it is there; a refused one never needs it.
    this.addEventListener('message', () => URL.revokeObjectURL(url), { once: true })
  }
}
