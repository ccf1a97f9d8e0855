import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLab, type Lab } from '../app/lab.ts'
import { scenarioOf } from '../sim/scenario.ts'
import { type PageStart, pageStartOf } from './pageStart.ts'

/** A frame of somebody else's page, or a page of the lab's own; `isInUse` is whether the frame has the focus. */
const frame = { isAlone: true, isInUse: true }
let lab: Lab
let pageStart: PageStart
let titles: string[]
let focused: string[]

/** The heading of a page, in a document of which it is all that there is. */
const heading = (title: string): HTMLElement =>
  ({ getRootNode: () => document, focus: () => focused.push(title) }) as unknown as HTMLElement
const show = (title: string) => pageStart.begin(heading(title), title)

beforeEach(() => {
  Object.assign(frame, { isAlone: true, isInUse: true })
  const window = {
    scrollTo: () => {},
    get parent(): unknown {
      return frame.isAlone ? window : null
    },
  }
  vi.stubGlobal('window', window)
  vi.stubGlobal('document', { hasFocus: () => frame.isInUse })
  vi.stubGlobal('ShadowRoot', class {})
  titles = []
  focused = []
  lab = createLab(scenarioOf({}))
  pageStart = pageStartOf(lab, (title) => titles.push(title))
})
afterEach(() => vi.unstubAllGlobals())

test('the window is called by the page that it shows, and the free lab by the lab alone', () => {
  show('Exactly-Once Lab')
  lab.open('theory')
  show('Theory')
  expect(titles).toEqual(['Exactly-Once Lab', 'Theory · Exactly-Once Lab'])
})

test('whoever goes to a page is taken to its beginning; whoever loads it is not', () => {
  show('The course')
  expect(focused).toEqual([])
  lab.open('lesson/dedup')
  show('Keys')
  expect(focused).toEqual(['Keys'])
})

test('another step of a lesson is the same page, and so is another axis of the costs', () => {
  show('Keys')
  lab.open('lesson/dedup')
  show('Keys')
  lab.setState({ page: 'lesson/dedup/predict' })
  show('Keys')
  lab.open('costs/attempts')
  show('Costs')
  lab.open('costs/timeout')
  show('Costs')
  expect(focused).toEqual(['Keys', 'Costs'])
})

test('in a frame the focus is taken from nobody who is elsewhere', () => {
  Object.assign(frame, { isAlone: false, isInUse: false })
  show('The course')
  lab.open('theory')
  show('Theory')
  expect(focused).toEqual([])
  frame.isInUse = true
  lab.open('glossary')
  show('Glossary')
  expect(focused).toEqual(['Glossary'])
})
