import { expect, type Page, test } from 'playwright/test'
import { aloud, button, figure, navigate, nowMs, open, radio, status, stillness, visit } from './lab.ts'

const claims = (page: Page) => page.getByRole('region', { name: 'What this design can do', exact: true })
const behaviour = (page: Page) => claims(page).getByRole('status', { name: 'Within bounds, behaves as', exact: true })
const badges = (page: Page) => claims(page).getByRole('listitem')
const worlds = (page: Page) => page.getByRole('region', { name: 'Two worlds', exact: true })
const select = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true })
const cannot = (what: string) => new RegExp(`${what}.*\\(≤ 3 faults, 3 messages, [\\d,]+ states\\)`)

test.beforeEach(({ page }) => stillness(page))

test.describe('badges', () => {
  test('say of each guarantee what it can do and what not, and within which bounds', async ({ page }) => {
    await open(page)
    await expect(badges(page)).toHaveText([
      cannot('cannot lose'),
      /can duplicate.*with 1 fault.*Play it/,
      cannot('sender cannot be wrong'),
    ])
    await expect(behaviour(page)).toContainText('At least once')
    await radio(page, 'At most once').check()
    await expect(badges(page).nth(0)).toContainText('can lose with 1 fault')
    await expect(badges(page).nth(1)).toHaveText(cannot('cannot duplicate'))
    await expect(behaviour(page)).toContainText('At most once')
    // Said once, with what is new.
    await expect(claims(page).getByRole('status', { name: 'What this design can do', exact: true })).toHaveText(
      'Within bounds, it behaves as At most once. Now: can lose, cannot duplicate.',
    )
    await radio(page, 'Effectively once').check()
    await expect(badges(page).nth(1)).toHaveText(cannot('cannot duplicate'))
    await expect(badges(page).nth(0)).toHaveText(cannot('cannot lose'))
    await expect(behaviour(page)).toContainText('Effectively once')
  })

  test('a custom design is named by what was found of it', async ({ page }) => {
    await open(page, 'mode=effectively-once&commit=effectFirst')
    await expect(behaviour(page)).toContainText('At least once')
    await open(page, 'mode=effectively-once&ackTiming=beforeEffect')
    await expect(behaviour(page)).toContainText('At most once')
  })

  test('where effects set a value, there is one more', async ({ page }) => {
    await open(page, 'mode=effectively-once&effect=set')
    await expect(badges(page)).toHaveCount(4)
    await expect(badges(page).nth(3)).toContainText('can end with a wrong value')
  })

  test('the counterexample plays in the ordinary player, and the way back is a press', async ({ page }) => {
    await open(page, 'faults=drop:m2.1&t=4200')
    await button(page, 'Play it').click()
    await expect(page).toHaveURL(/drop:a1\.1|crash:/)
    await button(page, 'Next surprise').click()
    for (let i = 0; i < 4 && !(await status(page).innerText()).includes('a second time'); i++) {
      await button(page, 'Next surprise').click()
    }
    await expect(status(page)).toContainText('applied a second time')
    await button(page, 'Back to my run').click()
    expect(await nowMs(page)).toBe(4200)
    await expect(page.getByRole('list', { name: 'Faults', exact: true })).toContainText('Lose message m2')
  })

  test('the bounds can be changed, and nothing is claimed outside them', async ({ page }) => {
    await open(page, 'attempts=2')
    await expect(badges(page).nth(0)).toContainText('can lose with 2 faults')
    await button(page, 'Bounds').click()
    await select(page, 'Faults at most').selectOption('1')
    await expect(badges(page).nth(0)).toHaveText(/cannot lose.*\(≤ 1 fault, 3 messages/)
    await page.getByRole('checkbox', { name: 'lose an ACK', exact: true }).uncheck()
    await page.getByRole('checkbox', { name: 'crash the receiver', exact: true }).uncheck()
    await page.getByRole('checkbox', { name: 'crash the sender', exact: true }).uncheck()
    await expect(badges(page).nth(1)).toContainText('cannot duplicate')
    await select(page, 'Slow: a timer may fire at any moment').selectOption('yes')
    await expect(badges(page).nth(1)).toContainText('can duplicate with no fault at all')
  })

  test('a long search says how far it is, and can be stopped; then it is no proof', async ({ page }) => {
    await open(page, 'mode=effectively-once')
    await button(page, 'Bounds').click()
    await select(page, 'Messages').selectOption('4')
    await select(page, 'Faults at most').selectOption('6')
    await select(page, 'Slow: a timer may fire at any moment').selectOption('yes')
    await expect(badges(page).nth(0)).toContainText(/searching… [\d,]+ states|\(≤ 6 faults, [12] message/)
    await button(page, 'Stop').click()
    await expect(button(page, 'Stop')).toHaveCount(0)
    await expect(badges(page).nth(0)).not.toContainText('4 messages')
  })

  test('where workers are refused it works all the same', async ({ page }) => {
    await page.addInitScript(() => {
      ;(globalThis as { Worker?: unknown }).Worker = class {
        constructor() {
          throw new Error('refused')
        }
      }
    })
    await open(page)
    await expect(badges(page).nth(1)).toContainText('can duplicate with 1 fault')
    await expect(badges(page).nth(0)).toHaveText(cannot('cannot lose'))
  })

  test('a first visit has one thing to look at', async ({ page }) => {
    await visit(page)
    await expect(claims(page)).toHaveCount(0)
    await button(page, 'Explore on your own').click()
    await expect(badges(page).nth(1)).toContainText('can duplicate')
  })
})

test('how to mend it: one knob, with its price', async ({ page }) => {
  await open(page, 'mode=effectively-once&commit=keyFirst')
  await expect(badges(page).nth(0)).toContainText('can lose with 1 fault')
  await button(page, 'How to mend it').click()
  const remedies = page.getByRole('region', { name: 'How to mend it', exact: true }).getByRole('listitem')
  await expect(remedies.first()).toContainText('Key and effect are written: key first → together')
  await expect(remedies.first()).toContainText('Price: effect and key must share one store and one transaction.')
  await remedies.first().getByRole('button', { name: 'Try it' }).click()
  await expect(badges(page).nth(0)).toHaveText(cannot('cannot lose'))
  await expect(badges(page).nth(1)).toHaveText(cannot('cannot duplicate'))
})

test('the challenge: every design without keys is beaten, then one knob wins', async ({ page }) => {
  await open(page)
  await button(page, 'Challenge').click()
  const panel = page.getByRole('region', { name: 'Can you beat the network?', exact: true })
  const tried = panel.getByRole('list').first().getByRole('listitem')
  await expect(tried).toHaveCount(1)
  await select(page, 'ACK is sent').selectOption({ label: 'before the effect' })
  await expect(tried).toHaveCount(2)
  await expect(tried.nth(1)).toContainText('The network wins.')
  await select(page, 'ACK is sent').selectOption({ label: 'after the effect' })
  await panel.getByRole('button', { name: 'Now let the receiver keep keys' }).click()
  await expect(panel).toContainText('does what no cleverness of the sender can')
  await expect(badges(page).nth(0)).toHaveText(cannot('cannot lose'))
  await expect(badges(page).nth(1)).toHaveText(cannot('cannot duplicate'))
  await expect(tried).toHaveCount(2)
})

test.describe('two worlds', () => {
  test('from the explanation of a timeout: the message was lost, or the ACK', async ({ page }) => {
    await open(page, 'faults=drop:m1.1&t=2900')
    await button(page, 'Step forward').click()
    await button(page, 'See the other world').click()
    await expect(worlds(page)).toContainText('World A: the message was lost')
    await expect(worlds(page)).toContainText('World B: the ACK was lost')
    const rows = worlds(page).getByRole('row')
    await expect(rows).toHaveText([
      /World A\s*World B/,
      /Give up\s*0 times: lost\s*once/,
      /Retry\s*once\s*2 times: duplicate/,
    ])
    await button(page, 'And if the receiver keeps keys?').click()
    await expect(rows.nth(3)).toHaveText(/Retry, and the receiver keeps keys\s*once\s*once/)
  })

  test('where the sender can know, the event is named by its instant, and doubt is a press away', async ({ page }) => {
    await open(page, 'messages=1&t=5000')
    await button(page, 'Two worlds').click()
    await expect(worlds(page)).toContainText('Here the sender can know')
    await button(page, 'Go to just before').click()
    await expect(worlds(page)).toContainText('World A')
    expect(await nowMs(page)).toBeLessThan(2200)
  })

  for (const [yours, other, name] of [
    ['drop:m1.1', 'Lose ACK m1', 'B'],
    ['drop:a1.1', 'Lose message m1', 'A'],
  ] as const)
    test(`the world that is not one's own opens in the player, by its name: ${name}`, async ({ page }) => {
      await open(page, `faults=${yours}`)
      await button(page, 'Two worlds').click()
      // Asked before anything has happened, it goes where there is a doubt; what differs is told in words.
      await expect(worlds(page)).toContainText('World B: the ACK was lost')
      const hidden = worlds(page).getByRole('list', { name: 'What it did not see in World A', exact: true })
      await expect(hidden.getByRole('listitem')).toHaveText(['Dropped the packet of m1 on the way, 0.5 s'])
      await button(page, 'And if the receiver keeps keys?').press('Enter')
      await expect(worlds(page).getByRole('rowheader').last()).toBeFocused()
      await button(page, `Open World ${name} in the player`).press('Enter')
      await expect(page.getByRole('list', { name: 'Faults', exact: true })).toContainText(other)
      await expect(button(page, 'Pause').or(button(page, 'Play'))).toBeFocused()
      await expect(button(page, 'Back to my run')).toBeVisible()
    })

  test.describe('on a phone', () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

    test('the switch moves only the half of the receiver', async ({ page }) => {
      await open(page, 'faults=drop:m1.1&t=3000')
      await button(page, 'Two worlds').click()
      const column = () =>
        page.locator('.sender-column').evaluate((group) =>
          [...group.querySelectorAll('*')].map((element) => {
            const { x, y, width, height } = element.getBoundingClientRect()
            return [element.tagName, element.textContent, x, y, width, height].join(' ')
          }),
        )
      await expect(page.locator('.worlds-picture')).toContainText('message lost')
      const before = await column()
      expect(before.length).toBeGreaterThan(4)
      await radio(page, 'World B').check({ force: true })
      await expect(page.locator('.worlds-picture')).toContainText('ACK lost')
      await expect(page.locator('.worlds-picture')).not.toContainText('message lost')
      expect(await column()).toEqual(before)
    })
  })
})

test('the sender’s eye: what it cannot see is out of sight, and the worlds are counted', async ({ page }) => {
  await open(page, 'faults=drop:a1.1&t=2900')
  await page.getByRole('switch', { name: 'Sender’s eye', exact: true }).click()
  await expect(page.getByText(/possible worlds: [2-9]/)).toBeVisible()
  await expect(page.locator('.fog')).toBeVisible()
  await expect(page.locator('.heads')).toContainText('out of the sender’s sight')
  // What it cannot know is neither named nor counted: that m1 was applied, that its ACK was lost.
  await expect(page.locator('.event-marks button')).toHaveCount(1)
  await expect(page.locator('.event-marks button')).toHaveAccessibleName('Sent m1, sender, 0.0 seconds')
  await expect(figure(page, 'Duplicated')).toHaveText('?')
  await expect(status(page)).toContainText('m1 is on its way.')
  await button(page, 'Follow m1').click()
  await expect(page.getByRole('region', { name: 'The life of m1' }).locator('.step')).toHaveCount(1)
  await expect(page.locator('.ledger-frame')).not.toContainText(/applied|lost|undecided/)
  // By key it is told of, and so is a step to what the sender does not see.
  await button(page, 'Step back').press('Enter')
  await expect(aloud(page)).toHaveText('1.2 seconds: nothing that the sender sees.')
  await page.keyboard.press('s')
  await expect(aloud(page)).toHaveText('Sender’s eye off: everything is told again.')
  await page.keyboard.press('s')
  // Nor on a phone: of what flies there is the very beginning, of what the sender did, its own note.
  await page.setViewportSize({ width: 390, height: 844 })
  const [fog, wire] = await Promise.all([
    page.locator('.fog').boundingBox(),
    page.locator('.wire').first().boundingBox(),
  ])
  expect((fog?.x ?? 999) - (wire?.x ?? 0)).toBeLessThan(20)
  await expect(page.locator('.over-fog .shape')).toHaveCount(0)
  await navigate(page, 'v=1&faults=crash:sender@1500~500&t=2900')
  await expect(page.locator('.over-fog .note-crash')).toBeVisible()
  await page.getByRole('switch', { name: 'Sender’s eye', exact: true }).click()
  await expect(page.locator('.fog')).toHaveCount(0)
})
