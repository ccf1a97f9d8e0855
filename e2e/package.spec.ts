import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { strFromU8, unzipSync } from 'fflate'
import { expect, type Frame, type Page, test } from 'playwright/test'
import { host } from './host.ts'

const file = 'dist/downloads/exactly-once-lab.html'
const packages = 'dist/downloads'

/** Everything that a page, or a frame or worker of it, complains of. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  return complaints
}

/** The lab is there, plays a link, and proves: its worker, or what stands in for it, has answered. */
async function expectLab(at: Page | Frame): Promise<void> {
  await expect(at.getByRole('slider', { name: 'Time', exact: true })).toBeVisible()
  await expect(at.getByText('can duplicate', { exact: true })).toBeVisible({ timeout: 20_000 })
}

test('the single file works from a disk, with its worker and its lazy parts, and asks for nothing', async ({
  page,
}) => {
  const complaints = complaintsOf(page)
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`${pathToFileURL(resolve(file))}#v=1&mode=at-least-once&faults=drop:a1.1&t=5900`)
  await expectLab(page)
  expect(page.workers()).toHaveLength(1)
  await page.getByRole('button', { name: 'Course', exact: true }).click()
  await page
    .getByRole('link', { name: /^\d+\. Two worlds/ })
    .first()
    .click()
  await expect(page.locator('.tutor')).toBeVisible()
  expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([])
  expect(requests.filter((url) => url.startsWith('file:'))).toHaveLength(1)
  expect(complaints).toEqual([])
})

test('the single file works in a frame that may do nothing but run scripts, and as the text of one', async ({
  page,
}) => {
  const complaints = complaintsOf(page)
  const text = readFileSync(file, 'utf8').replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const frame = 'style="width:1100px;height:760px" sandbox="allow-scripts"'
  const pages = new Map([
    [
      'sandbox.html',
      `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>host</title><iframe ${frame} src="downloads/exactly-once-lab.html#v=1&t=0"></iframe>`,
    ],
    [
      'srcdoc.html',
      `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>host</title><iframe ${frame} srcdoc="${text}"></iframe>`,
    ],
  ])
  const { url, close } = await host(pages)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`${url}sandbox.html`)
  await expectLab(page.frames()[1] as Frame)
  expect(page.workers()).toHaveLength(1)
  await page.goto(`${url}srcdoc.html`)
  const inner = page.frames()[1] as Frame
  await expect(inner.getByRole('slider', { name: 'Time', exact: true })).toBeVisible()
  await inner.getByRole('button', { name: 'Lose next ACK' }).click()
  await expect(inner.getByRole('list', { name: 'Faults', exact: true })).toContainText('Lose ACK m1')
  expect(complaints).toEqual([])
  await close()
})

test.describe('the hosted lab', () => {
  test.use({ serviceWorkers: 'allow' })
  test('works without a network after the first visit, and says when another version is there', async ({ page }) => {
    const pages = new Map<string, string>()
    const first = await host(pages)
    await page.goto(`${first.url}#v=1&t=0`)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.reload()
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)

    // Another version comes: it is said, nothing reloads, and the run stays.
    await page.evaluate(() => Object.assign(window, { same: true }))
    pages.set(
      'sw.js',
      `${readFileSync('dist/sw.js', 'utf8').replace("version = '", "version = 'exactly-once-lab-next-")}`,
    )
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
    const notice = page.getByRole('status').filter({ hasText: 'A new version of the lab is ready' })
    await expect(notice).toBeVisible({ timeout: 15_000 })
    expect(await page.evaluate(() => 'same' in window)).toBe(true)
    await notice.getByRole('button', { name: 'Reload' }).click()
    await expect.poll(() => page.evaluate(() => 'same' in window).catch(() => true)).toBe(false)

    // The host is gone.
    await first.close()
    await page.goto(`${first.url}#v=1&mode=at-least-once&faults=drop:a1.1&t=5900`)
    await page.reload()
    await expectLab(page)
    await page.getByRole('button', { name: 'Course', exact: true }).click()
    await expect(page.getByRole('link', { name: /Start: Lose the ACK/ })).toBeVisible()
    await page.goto(`${first.url}lesson/dedup/`)
    await expect(page).toHaveURL(/#v=1&page=lesson\/dedup/)
    await expect(page.locator('.tutor')).toBeVisible()
  })
})

test('a SCORM package reports to an independent run-time, and goes on where it was left', async ({ page }) => {
  const zip = unzipSync(readFileSync(`${packages}/exactly-once-lab.scorm12.zip`))
  const index = strFromU8(zip['index.html'] as Uint8Array)
  expect(strFromU8(zip['imsmanifest.xml'] as Uint8Array)).toContain('adlcp:scormtype="sco" href="index.html"')
  const lms = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>LMS</title><script src="scorm12.js"></script><script>
    window.API = new Scorm12API({ autocommit: false })
    API.cmi.core.student_id = 'x'
    const kept = sessionStorage.getItem('suspended')
    if (kept) API.loadFromFlattenedJSON({ 'cmi.suspend_data': kept, 'cmi.core.lesson_status': 'incomplete' })
    addEventListener('beforeunload', () => sessionStorage.setItem('suspended', API.cmi.suspend_data))
  </script><div><iframe src="sco.html" style="width:1100px;height:760px"></iframe></div>`
  const pages = new Map([
    ['scorm12.js', readFileSync('node_modules/scorm-again/dist/scorm12.min.js', 'utf8')],
    ['lms.html', lms],
    ['sco.html', index.replace('data-page="course"', 'data-page="lesson/lose-the-ack"')],
  ])
  const { url, close } = await host(pages)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const told = () =>
    page.evaluate(() => {
      const { cmi } = (window as unknown as { API: { cmi: { core: Record<string, unknown>; suspend_data: string } } })
        .API
      const { raw, min, max } = cmi.core.score as Record<string, string>
      return { status: cmi.core.lesson_status, raw, min, max, suspended: cmi.suspend_data }
    })
  await page.goto(`${url}lms.html`)
  const sco = page.frames()[1] as Frame
  await expect(sco.locator('.tutor')).toBeVisible()
  await expect.poll(told).toMatchObject({ status: 'incomplete', raw: '0', min: '0', max: '100' })
  await sco.getByRole('button', { name: 'Start', exact: true }).click()
  const skip = sco.getByRole('button', { name: 'Skip the question' })
  for (let i = 0; i < 30 && !(await skip.isVisible()); i++) {
    await sco.getByRole('button', { name: 'Step forward', exact: true }).click()
  }
  await sco.locator('.tutor .choice').nth(2).click()
  for (let i = 0; i < 30 && (await told()).status !== 'completed'; i++) {
    await sco.getByRole('button', { name: 'Step forward', exact: true }).click()
  }
  expect(await told()).toMatchObject({ status: 'completed', raw: '100' })
  expect(JSON.parse((await told()).suspended)).toMatchObject({ answers: { 'lose-the-ack': true } })

  // The page of the package is left: the session ends, with its time.
  await page.locator('iframe').evaluate((frame) => frame.remove())
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { API: { isTerminated(): boolean } }).API.isTerminated()))
    .toBe(true)

  // Another visit, to the whole course, takes up what was suspended.
  pages.set('sco.html', index)
  await page.reload()
  const again = page.frames()[1] as Frame
  await expect(again.getByRole('link', { name: /Start: Lose the ACK/ })).toBeVisible()
  await expect.poll(told).toMatchObject({ status: 'incomplete', raw: '5' })
  await close()
})
