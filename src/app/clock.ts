import { type Lab, timePasses } from './lab.ts'
import { follow, loseForVisitor, paceOf } from './story.ts'

/** A hidden tab or a slow frame never makes time jump further than this. */
const longestFrameMs = 100

/**
 * The one animation frame of a lab: while it plays, real time moves the playhead, and whoever listens to the store
 * draws. Nothing runs while it is paused, or where nobody sees it. Returns what stops it.
 */
export function startClock(lab: Lab): () => void {
  let frame = 0
  let lastMs = 0
  /** How long the ring has waited for a click. */
  let ringMs = 0

  function onFrame(atMs: number): void {
    // A frame may carry an earlier time than the moment it was asked for.
    const realMs = Math.max(0, Math.min(atMs - lastMs, longestFrameMs))
    lastMs = atMs
    lab.tick(realMs * paceOf(lab.getState()))
    ringMs = lab.getState().story.act === 'ring' ? ringMs + realMs : 0
    loseForVisitor(lab, ringMs)
    frame = timePasses(lab.getState()) ? requestAnimationFrame(onFrame) : 0
  }

  let following = false
  const stop = lab.subscribe((state) => {
    if (timePasses(state) && frame === 0) {
      lastMs = performance.now()
      frame = requestAnimationFrame(onFrame)
    }
    // The story's own moves come back here; they need no second look.
    if (following) return
    following = true
    follow(lab)
    following = false
  })
  return () => {
    stop()
    cancelAnimationFrame(frame)
  }
}
