// What the benchmarks take from the sources, as one file for Node; as the lab is for its command line.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/**
 * @param {string} root @param {string} folder  for the bundle
 * @returns {Promise<{ file: string, core: typeof import('./core.ts') }>}
 */
export async function bundle(root, folder) {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true },
    build: { ssr: 'bench/core.ts', write: false, minify: false, target: 'node20' },
  })
  const [chunk] = 'output' in built ? built.output : []
  if (chunk?.type !== 'chunk') throw new Error('bench/core.ts did not bundle')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'core.mjs')
  writeFileSync(file, chunk.code)
  return { file, core: await import(pathToFileURL(file).href) }
}
