import process from 'node:process'
import { defineConfig, devices } from 'playwright/test'
import { launch } from './scripts/chromium.mjs'

const port = Number(process.env.PREVIEW_PORT ?? 4173)
const url = `http://127.0.0.1:${port}/`
const ci = Boolean(process.env.CI)

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  forbidOnly: ci,
  retries: ci ? 1 : 0,
  ...(ci ? { workers: 2 } : {}),
  // Not in test-results/, which Playwright empties when it starts.
  reporter: [['list'], ['json', { outputFile: 'reports/e2e.json' }]],
  // A window for each test would take longer than most tests do. Playwright empties the one it keeps: storage, scripts
  // and pages; tests that need a permission or a touch screen get their own.
  // A second copy of the lab would be fetched in every test; those about it allow it.
  use: { baseURL: url, serviceWorkers: 'block', trace: 'on-first-retry', launchOptions: launch, reuseContext: true },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'] } }],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url,
    reuseExistingServer: !ci,
    stdout: 'ignore',
    stderr: 'pipe',
  },
})
