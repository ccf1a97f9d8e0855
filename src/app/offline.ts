import type { Lab } from './lab.ts'

/** The service worker is registered so much later, so that the first load has the network for itself. */
const patienceMs = 3000

/**
 * Keeps the hosted lab for later visits without a network, and says when another version is ready. Nothing reloads by
 * itself: the new version waits until the visitor asks for it, and continues where the page was.
 */
export function followUpdates(lab: Lab): void {
  setTimeout(() => {
    void navigator.serviceWorker
      .register('./sw.js')
      .then((registration) => {
        // Where a browser or its settings refuse, the registration may be missing without an error.
        if (registration) watch(registration, lab)
      })
      .catch(() => {
        // Without a registration the lab works from the network as before.
      })
  }, patienceMs)
}

function watch(registration: ServiceWorkerRegistration, lab: Lab): void {
  /** The version whose notice was shown. It is not announced a second time. */
  let told: ServiceWorker | null = null
  function tell(): void {
    const { waiting } = registration
    // On a first visit no version is in use yet, so this is no update.
    if (waiting === null || navigator.serviceWorker.controller === null) return
    if (waiting === told || lab.getState().notice !== null) return
    told = waiting
    lab.notify({ kind: 'update', reload: () => goOver(waiting) })
  }
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', tell)
  })
  // Another notice is shown first; this one follows when it is gone.
  lab.subscribe(({ notice }, before) => {
    if (notice === null && before.notice !== null) tell()
  })
  tell()
}

function goOver(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('update')
}
