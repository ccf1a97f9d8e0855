/**
 * Reports to a learning management system that runs the lab as a SCORM 1.2 package: status, score, time, and the
 * progress of the learner, which continues on the next visit. Where there is no such system nothing happens.
 *
 * What the names stand for: SCORM 1.2 run-time environment, section 3.3 (API) and 3.4 (data model).
 */
import type { Page } from '../share/page.ts'
import { type Completion, completionOf, experimentOf } from './completion.ts'
import { parsed } from './kept.ts'
import { adoptProgress, followProgress, noProgress, type Progress, progressSoFar, readProgress } from './progress.ts'

/** The API of a run-time environment. Everything is text; 'false' is an error. */
export interface ScormApi {
  LMSInitialize(parameter: ''): string
  LMSGetValue(element: string): string
  LMSSetValue(element: string, value: string): string
  LMSCommit(parameter: ''): string
  LMSFinish(parameter: ''): string
}

const mostHops = 10
/** The most characters of cmi.suspend_data. */
const mostSuspended = 4096

/** The API of the window around this one, or around the one that opened it; null when there is none within ten hops. */
export function findApi(from: Window): ScormApi | null {
  return apiAround(from) ?? apiAround(openerOf(from))
}

function apiAround(from: Window | null): ScormApi | null {
  let at = from
  for (let hop = 0; at !== null && hop < mostHops; hop++) {
    try {
      const { API } = at as Window & { API?: ScormApi }
      if (API !== undefined && typeof API.LMSInitialize === 'function') return API
    } catch {
      // A window of another origin cannot be read, but the one around it may be of this origin again.
    }
    at = at.parent === at ? null : at.parent
  }
  return null
}

function openerOf(from: Window): Window | null {
  try {
    return (from.top?.opener ?? from.opener) as Window | null
  } catch {
    return from.opener as Window | null
  }
}

/**
 * Progress as text for the system to keep. Where not all fits, the finished lessons are left out: they follow from the
 * answers.
 */
export function suspendData({ lessons, answers, puzzles }: Progress): string {
  const whole = JSON.stringify({ lessons, answers, puzzles })
  if (whole.length <= mostSuspended) return whole
  const answered = JSON.stringify({ lessons: [], answers, puzzles })
  return answered.length <= mostSuspended ? answered : ''
}

/** Time as HHHH:MM:SS. */
export function sessionTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value % 60).padStart(2, '0')
  return `${String(Math.min(9999, Math.floor(seconds / 3600))).padStart(4, '0')}:${two(Math.floor(seconds / 60))}:${two(seconds)}`
}

/**
 * Begins a session and reports from then on. Returns what ends it, to be called when the page is left. Null where the
 * system refuses. In a session for browsing or review nothing is reported.
 */
export function beginScorm(api: ScormApi, experiment: string, now: () => number): (() => void) | null {
  if (api.LMSInitialize('') !== 'true') return null
  const startMs = now()
  const kept = readProgress(parsed(api.LMSGetValue('cmi.suspend_data')))
  // The storage of the browser may be another learner's: only the system knows whose progress this is.
  adoptProgress(kept ?? noProgress)
  const mode = api.LMSGetValue('cmi.core.lesson_mode')
  const graded = mode === '' || mode === 'normal'
  const before = api.LMSGetValue('cmi.core.lesson_status')
  const wasComplete = ['completed', 'passed'].includes(before)

  function report(progress: Progress): void {
    if (!graded) return
    const completion = completionOf(progress, experiment)
    if (!wasComplete) api.LMSSetValue('cmi.core.lesson_status', completion.complete ? 'completed' : 'incomplete')
    api.LMSSetValue('cmi.core.score.min', '0')
    api.LMSSetValue('cmi.core.score.max', '100')
    api.LMSSetValue('cmi.core.score.raw', String(percentOf(completion)))
    api.LMSSetValue('cmi.suspend_data', suspendData(progress))
    api.LMSCommit('')
  }
  const stop = followProgress((progress) => {
    try {
      report(progress)
    } catch {
      // If the window is gone or the system fails, the lab itself goes on.
    }
  })
  report(progressSoFar())

  return () => {
    stop()
    if (graded) {
      const { complete } = completionOf(progressSoFar(), experiment)
      api.LMSSetValue('cmi.core.session_time', sessionTime(now() - startMs))
      api.LMSSetValue('cmi.core.exit', complete || wasComplete ? '' : 'suspend')
      api.LMSCommit('')
    }
    api.LMSFinish('')
  }
}

/** Finds the system around this page and reports to it, on what this page asks for, until it is left. */
export function followScorm(page: Page): void {
  try {
    const api = findApi(window)
    const end = api && beginScorm(api, experimentOf(page), () => Date.now())
    if (end) addEventListener('pagehide', end, { once: true })
  } catch {
    // A system that fails must not take the lab with it.
  }
}

const percentOf = ({ score, max }: Completion): number => (max === 0 ? 0 : Math.round((100 * score) / max))
