// A static host as they are: gzip for text, an hour of cache, 404 for what is not there. Vite's preview compresses nothing,
// so over a slow line its page is another one than a visitor gets.
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

/**
 * @param {string} folder @param {Record<string, string>} made  pages that are not in it, by path
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function staticHost(folder, made = {}) {
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://host').pathname.slice(1)
    const file = made[path] === undefined ? fileOf(join(folder, path)) : 'made.html'
    if (file === null) return void response.writeHead(404).end()
    const body = made[path] ?? readFileSync(file)
    const type = types[extname(file)] ?? 'application/octet-stream'
    const packs = type !== 'image/png'
    response
      .writeHead(200, {
        'content-type': type,
        'cache-control': 'max-age=3600',
        ...(packs ? { 'content-encoding': 'gzip' } : {}),
      })
      .end(packs ? gzipSync(body) : body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the host has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** @param {string} path @returns {string | null} */
function fileOf(path) {
  for (const file of [path, join(path, 'index.html')]) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file
  }
  return null
}
