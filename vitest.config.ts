// Kept apart from vite.config.ts so that unit tests load no build plugins.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    // Nearly all of the code is pure: loading it anew for each file took half of the time.
    pool: 'threads',
    isolate: false,
    // Laws run for seconds, and longer on a machine that is busy; none is measured by its time.
    testTimeout: 60_000,
    include: ['src/**/*.test.ts', 'lint/**/*.test.mjs'],
  },
})
