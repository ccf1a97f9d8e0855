import { type Lab, timePasses } from './lab.ts'
import { follow, loseForVisitor, paceOf } from './story.ts'

/** The most real time of one frame: a hidden tab or a slow frame makes time jump no further. */
const longestFrameMs = 100

/**
 * The only animation loop of a lab: while it plays, real time moves the playhead, and subscribers of the store draw.
 * Nothing runs while the lab is paused or not visible. Returns what stops it.
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
    // The story's own changes call this again; they are not followed a second time.
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
