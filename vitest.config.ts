// Kept apart from vite.config.ts so that unit tests load no build plugins.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { environment: 'node', include: ['src/**/*.test.ts', 'lint/**/*.test.mjs'] },
})
