// `npm run matrix`: axe and the layout invariants in every size, theme and aid, mechanism closed and open. The browser tests
// look at every pair of these; this looks at every combination, which takes some minutes.
import { spawnSync } from 'node:child_process'
import process from 'node:process'

process.env.MATRIX = 'full'
for (const args of [
  ['vite', 'build'],
  ['playwright', 'test', 'matrix', 'drill', 'reference', 'compare', 'course', '-g', 'axe', ...process.argv.slice(2)],
]) {
  const { status } = spawnSync('npx', args, { shell: true, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
