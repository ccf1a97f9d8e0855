import { expect, type Page } from 'playwright/test'
import { button, canonical, frames, openDialog } from './lab.ts'

/** What a view of the lab can be brought into after it opened. */
interface State {
  readonly enter: (page: Page) => Promise<void>
  /** What is behind it is meant to be: a dialog, or a sheet on a phone. */
  readonly covers?: true
}

export interface View {
  /** What its address holds after the theme: parameters of the query, then the hash. */
  readonly at: string
  /** Something that is there once the view is. */
  readonly there: string
  /** Besides the one in which it opens. */
  readonly states?: readonly (keyof typeof states)[]
  /** Sizes besides those that every view is looked at in. */
  readonly sizes?: readonly { readonly width: number; readonly height: number }[]
}

const press =
  (name: string) =>
  (page: Page): Promise<void> =>
    button(page, name).click()

/** Slowly, so that it still plays when it is looked at. */
async function play(page: Page): Promise<void> {
  const speed = page.getByRole('combobox', { name: 'Speed', exact: true })
  if ((await speed.isVisible()) && (await speed.isEnabled())) await speed.selectOption({ label: '¼×' })
  await button(page, 'Play').click()
  await expect(button(page, 'Pause')).toBeVisible()
}

async function bounds(page: Page, name: string): Promise<void> {
  await expect(page.locator('.claims .badges')).toBeAttached()
  const more = button(page, 'What it can do')
  if (await more.isVisible()) await more.click()
  await button(page, name).click()
}

/** To the tab of the share dialog with this name. */
const share = (name: string): State => ({
  covers: true,
  enter: async (page) => {
    await button(page, 'Share…').click()
    await page.getByRole('tab', { name, exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Share', exact: true })
    if (name === 'Embed') await expect(dialog).toContainText('px are comfortable')
    await expect(dialog).not.toContainText('Looking for the files')
  },
})

/** To the first card of a round that is of this kind, asked or answered. */
const card = (kind: string, answered = false): State => ({
  enter: async (page) => {
    await button(page, 'Start a round').click()
    const title = page.locator('#card-title')
    for (let n = 0; n < 20 && !(await title.innerText()).startsWith(kind); n++)
      await button(page, 'Skip this card').click()
    await expect(title).toContainText(kind)
    if (!answered) return
    if (kind === 'Explain') {
      await button(page, 'Compare with the points').click()
      await page
        .getByRole('button', { name: /^See it run/ })
        .first()
        .click()
      await button(page, 'Count my points').click()
    } else {
      const first = page.locator('.card-body').getByRole('radio').first()
      await first.check()
      await button(page, 'Answer').click()
    }
    await expect(page.locator('.feedback .primary')).toBeVisible()
  },
})

export const states = {
  playing: { enter: play },
  settings: { covers: true, enter: async (page) => void (await openDialog(page, 'Settings')) },
  help: { covers: true, enter: async (page) => void (await openDialog(page, 'Help')) },
  'share: link': share('Link'),
  'share: embed': share('Embed'),
  'share: files': share('Files'),
  'share: parameters': share('All parameters'),
  'share: export and import': share('Export and import'),
  table: { enter: press('Table') },
  'card of a packet': {
    covers: true,
    enter: async (page) => {
      await page
        .getByRole('button', { name: /^More about/ })
        .first()
        .click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  'life of a message': {
    covers: true,
    enter: async (page) => {
      await states['card of a packet'].enter(page)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Follow/ })
        .click()
      await expect(page.getByRole('region', { name: /^The life of/ })).toBeVisible()
    },
  },
  ledger: {
    covers: true,
    enter: async (page) => {
      // Beside the diagram it is there from the start.
      if (await button(page, 'Ledger').isVisible()) await button(page, 'Ledger').click()
      await expect(page.getByRole('region', { name: 'Ledger', exact: true })).toBeVisible()
    },
  },
  mechanism: {
    enter: async (page) => {
      if (await button(page, 'Ledger').isVisible()) await button(page, 'Ledger').click()
      await button(page, 'Open the mechanism').click()
      await expect(page.getByRole('region', { name: 'Environment', exact: true })).toBeAttached()
    },
  },
  bounds: { covers: true, enter: (page) => bounds(page, 'Bounds') },
  mending: { covers: true, enter: (page) => bounds(page, 'How to mend it') },
  challenge: { covers: true, enter: (page) => bounds(page, 'Challenge') },
  'two worlds': {
    enter: async (page) => {
      await button(page, 'Two worlds').click()
      await expect(page.getByRole('region', { name: 'Two worlds', exact: true })).toContainText('World A')
    },
  },
  'sender’s eye': {
    enter: async (page) => {
      await page.getByRole('switch', { name: 'Sender’s eye', exact: true }).click()
      await expect(page.getByText(/possible worlds: \d/)).toBeAttached()
    },
  },
  'before values': { enter: (page) => page.getByRole('radio', { name: 'At most once', exact: true }).check() },
  alert: {
    // On a page that is low or enlarged it moves the picture down until it is dismissed.
    covers: true,
    enter: async (page) => {
      await page.evaluate(() => {
        location.hash = 'v=1&mode=sometimes&faults=nothing'
      })
      await expect(page.getByRole('alert').filter({ hasText: /./ })).toBeVisible()
    },
  },
  'as a table': { enter: (page) => page.getByText('The same as a table').click() },
  vote: {
    enter: async (page) => {
      await button(page, 'Vote').click()
      await expect(page.locator('.vote')).toBeVisible()
    },
  },
  curtain: { enter: press('Curtain') },
  'card to read': card('Read'),
  'card to design': card('Choose'),
  'card to explain': card('Explain'),
  'card that was read': card('Read', true),
  'design that was run': card('Choose', true),
  'explanation with its points': card('Explain', true),
  'round over': {
    enter: async (page) => {
      await button(page, 'Start a round').click()
      await button(page, 'Skip this card').click()
      await button(page, 'End the round').click()
      await page.getByText('Your progress', { exact: true }).click()
    },
  },
  'import refused': {
    covers: true,
    enter: async (page) => {
      await states['share: export and import'].enter(page)
      const dialog = page.getByRole('dialog', { name: 'Share', exact: true })
      await expect(dialog.getByRole('img', { name: 'The run as one picture' })).toBeVisible()
      await dialog.getByRole('textbox', { name: 'Scenario, trace or link' }).fill('{')
      await button(page, 'Import').click()
      await expect(dialog.getByRole('alert').filter({ hasText: /./ })).toBeVisible()
    },
  },
} satisfies Record<string, State>

/** A phone on its side, and desktops at 200 % and 400 %. */
const narrow = [
  { width: 844, height: 390 },
  { width: 720, height: 450 },
  { width: 360, height: 225 },
  { width: 320, height: 256 },
]

const dialogs = ['settings', 'help'] as const

/** Every view of the lab: what is added to it is looked at here. */
export const views: Readonly<Record<string, View>> = {
  'first visit': { at: '', there: '.happened', states: ['playing', ...dialogs] },
  lab: {
    // m1 comes again while m2 is on its way and the receiver handles.
    at: `#v=1&mode=effectively-once&commit=keyFirst&${canonical}&t=4150`,
    there: '.in-flight',
    states: [
      'playing',
      ...dialogs,
      'share: link',
      'share: embed',
      'share: files',
      'share: parameters',
      'share: export and import',
      'import refused',
      'table',
      'card of a packet',
      'life of a message',
      'ledger',
      'mechanism',
      'bounds',
      'mending',
      'challenge',
      'before values',
      'alert',
    ],
    sizes: narrow,
  },
  'lab, crashes': {
    at: '#v=1&mode=at-least-once&faults=crash:receiver@1150,crash:sender@4500~600&t=4700',
    there: '.note-crash',
    states: ['playing', 'two worlds', 'sender’s eye', 'ledger', 'mechanism'],
    sizes: narrow,
  },
  'lab, thousands of events': {
    at: '#v=1&mode=at-least-once&messages=600&sendEveryMs=400&lineMs=50&seed=1&loseMessagePct=10&loseAckPct=10&horizonMs=3600000&t=90000',
    there: '.in-flight, [data-marks]',
    states: ['playing', 'table', 'ledger', 'settings'],
  },
  compare: {
    at: `#v=1&page=compare&${canonical}&t=4300`,
    there: '.column .viewport',
    states: ['playing', ...dialogs],
  },
  course: { at: '#v=1&page=course', there: '.course ol a', states: dialogs },
  'for teachers': { at: '#v=1&page=course/teachers', there: '.course ol a' },
  lesson: { at: '#v=1&page=lesson/dedup', there: '.tutor .primary', states: dialogs },
  'lesson, asked': { at: '#v=1&page=lesson/offsets/predict', there: '.tutor .choice', states: ['settings'] },
  'lesson, over': { at: '#v=1&page=lesson/offsets/done', there: '.tutor .words', states: ['help'] },
  worksheet: { at: '#v=1&page=worksheet/dedup', there: '.worksheet .drawing svg' },
  puzzles: { at: '#v=1&page=puzzles', there: '.puzzles .entry', states: ['help'] },
  puzzle: { at: '#v=1&page=puzzle/wrong-and-sure', there: '.puzzle-card', states: ['playing', 'settings'] },
  drill: {
    at: '#v=1&page=drill',
    there: '.drill .begin',
    states: [
      'settings',
      'card to read',
      'card to design',
      'card to explain',
      'card that was read',
      'design that was run',
      'explanation with its points',
      'round over',
    ],
  },
  'comparison table': { at: '#v=1&page=table', there: '.reference article', states: ['settings'] },
  glossary: { at: '#v=1&page=glossary', there: '.glossary .entry', states: ['help'] },
  theory: { at: '#v=1&page=theory', there: '.reference .part', states: ['settings'] },
  costs: {
    at: '#v=1&page=costs/window/outcomes&mode=effectively-once&loseAckPct=30',
    there: '.curves .point .hit',
    states: ['as a table', 'settings'],
  },
  'costs, storms': {
    at: '#v=1&page=costs/timeout/attempts/storm&mode=at-least-once&hopMs=500-4000&loseMessagePct=20&loseAckPct=20&t=0',
    there: '.answer',
  },
  presenter: {
    at: `&present=1#v=1&${canonical}&t=5900`,
    there: '.clock',
    states: ['playing', 'vote', 'curtain'],
  },
  embed: { at: `&embed=1#v=1&mode=at-least-once&${canonical}&t=5900`, there: '.clock', states: ['playing', 'ledger'] },
  'embed, compact and locked': {
    at: `&embed=1&ui=compact&lock=mode,speed,faults&note=What%20was%20lost%3F#v=1&mode=at-least-once&${canonical}&t=5900`,
    there: '.clock',
    states: ['playing'],
  },
  'embed, a lesson': { at: '&embed=1#v=1&page=lesson/lose-the-ack', there: '.tutor' },
}

/** Opens a view in a theme, at rest. */
export async function openView(page: Page, { at, there }: View, theme: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`./?theme=${theme}${at}`)
  await expect(page.locator(there).first()).toBeVisible({ timeout: 30_000 })
  await frames(page, 3)
}
