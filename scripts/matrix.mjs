// `npm run matrix`: axe and the layout invariants in every view, state, size, theme and aid. The browser tests look at every
// pair of these; this looks at every combination, which takes three quarters of an hour on two cores.
import { spawnSync } from 'node:child_process'
import process from 'node:process'

process.env.MATRIX = 'full'
for (const args of [
  ['vite', 'build'],
  ['playwright', 'test', 'e2e/matrix.spec.ts', ...process.argv.slice(2)],
]) {
  const { status } = spawnSync('npx', args, { shell: true, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
