// `npm run -s lab -- <command>`: one JSON document on standard input, one on standard output. The work is done by
// main() of src/lab.ts; this file only turns it into something that Node can run, once for each state of the sources.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, 'node_modules/.cache/lab')

/** Changes when a source, a dependency or this file does. Times and sizes, because reading it all would be slower. */
function fingerprint() {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map((path) => `src/${path}`)
  const hash = createHash('sha256')
  for (const path of [...sources.sort(), 'package-lock.json', 'scripts/lab.mjs']) {
    const { mtimeMs, size } = statSync(join(root, path))
    hash.update(`${path} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

/** @param {string} file */
async function bundle(file) {
  const { build } = await import('vite')
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    // XState checks more, and slower, outside production.
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true }, // one file starts faster than a hundred
    build: { ssr: 'src/lab.ts', write: false, minify: false, target: 'node20' },
  })
  const output = 'output' in built ? built.output : []
  const chunks = output.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
  const [code] = chunks
  if (code === undefined || chunks.length > 1) throw new Error('src/lab.ts must bundle into one file: no lazy imports')
  mkdirSync(cache, { recursive: true })
  // Written aside and renamed, so that a second lab started meanwhile never reads half a file.
  writeFileSync(`${file}.${process.pid}`, code)
  renameSync(`${file}.${process.pid}`, file)
  const outdated = readdirSync(cache).filter((name) => name.endsWith('.mjs') && join(cache, name) !== file)
  for (const name of outdated) rmSync(join(cache, name), { force: true })
}

async function readInput() {
  if (process.stdin.isTTY) return ''
  process.stdin.setEncoding('utf8')
  let input = ''
  for await (const chunk of process.stdin) input += chunk
  return input
}

/** @param {string} file @returns {Promise<{ main: typeof import('../src/lab.ts').main }>} */
const load = (file) => import(pathToFileURL(file).href)

const file = join(cache, `${fingerprint()}.mjs`)
try {
  statSync(file)
} catch {
  await bundle(file)
}
process.stdout.on('error', () => process.exit()) // the reader has gone, as in `| head`
try {
  const { main } = await load(file)
  const { code, out, err } = await main(process.argv[2] ?? '', await readInput(), () => performance.now())
  process.exitCode = code
  if (out) process.stdout.write(out.endsWith('\n') ? out : `${out}\n`)
  if (err) process.stderr.write(err.endsWith('\n') ? err : `${err}\n`)
} catch (error) {
  process.exitCode = 2
  console.error(error)
}
