import type { Lab } from './lab.ts'

/** The first load has the network to itself. */
const patienceMs = 3000

/**
 * Keeps the hosted lab for later visits without a network, and says when another version is ready. Nothing reloads by
 * itself: the new version waits until somebody asks for it, and takes over the page where that was.
 */
export function followUpdates(lab: Lab): void {
  setTimeout(() => {
    void navigator.serviceWorker
      .register('./sw.js')
      .then((registration) => {
        // Where a browser or its owner refuses, it may say so by nothing at all.
        if (registration) watch(registration, lab)
      })
      .catch(() => {
        // No second copy of the lab; it works from the network as before.
      })
  }, patienceMs)
}

function watch(registration: ServiceWorkerRegistration, lab: Lab): void {
  /** The version that was told of and put aside is not told of again. */
  let told: ServiceWorker | null = null
  function tell(): void {
    const { waiting } = registration
    // On a first visit there is nothing to update.
    if (waiting === null || navigator.serviceWorker.controller === null) return
    if (waiting === told || lab.getState().notice !== null) return
    told = waiting
    lab.notify({ kind: 'update', reload: () => goOver(waiting) })
  }
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', tell)
  })
  // What the bar said meanwhile comes first.
  lab.subscribe(({ notice }, before) => {
    if (notice === null && before.notice !== null) tell()
  })
  tell()
}

function goOver(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('update')
}
