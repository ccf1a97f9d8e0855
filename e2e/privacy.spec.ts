import { expect, test } from 'playwright/test'
import { button, canonical, open, openDialog, radio, visit } from './lab.ts'

// With all that the lab does.
test.use({ serviceWorkers: 'allow' })

test('a visit makes few requests, all to its own host, leaves no cookie and no error', async ({
  page,
  context,
  baseURL,
}) => {
  const requests: string[] = []
  const errors: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()))
  page.on('requestfailed', (request) => errors.push(request.url()))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      throw new Error(`${event.violatedDirective}: ${event.blockedURI}`)
    })
  })
  const remote = () => requests.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'))
  await visit(page)
  await page.waitForLoadState('networkidle')
  expect(remote().length).toBeLessThanOrEqual(8)
  await button(page, 'Lose next message').click()
  await radio(page, 'At most once').check()
  await button(page, 'Play').or(button(page, 'Pause')).click()
  await button(page, 'Next surprise').click()
  await button(page, 'Table').click()
  const settings = await openDialog(page, 'Settings')
  await settings.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
  await button(page, 'Close').click()
  await open(page, `${canonical}&t=5900`)
  await page.evaluate(() => {
    location.hash = 'v=1&mode=sometimes'
  })
  await expect(page.getByRole('alert')).toBeVisible()

  // What proves, the table, the settings and the sheet for the printer come later, once, and from the same host.
  await expect.poll(() => remote().filter((url) => url.includes('PrintSheet')).length).toBe(2)
  const sent = remote()
  expect(sent.length).toBe(new Set(sent).size)
  expect(sent.length).toBeLessThanOrEqual(20)
  expect(sent.filter((url) => !url.startsWith(baseURL ?? 'no host'))).toEqual([])
  expect(await context.cookies()).toEqual([])
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(errors).toEqual([])
})

test('the build carries a content security policy that allows nothing from elsewhere', async ({ page }) => {
  await visit(page)
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  const isBlocked = await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('securitypolicyviolation', () => resolve(true), { once: true })
        const script = document.createElement('script')
        script.textContent = 'window.ran = true'
        document.head.append(script)
        setTimeout(() => resolve('ran' in window), 1000)
      }),
  )
  expect(isBlocked).toBe(true)
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
})

test('the page works where storage is forbidden', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError')
      },
    })
  })
  await visit(page)
  const settings = await openDialog(page, 'Settings')
  await expect(settings.getByText('lets this page keep nothing')).toBeVisible()
  await settings.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
