import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}

/** A host of its own for pages that a test makes up, and for the build behind them; what has no page is 404, as on any host. */
export async function host(pages: Map<string, string>): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://host').pathname.slice(1)
    const body = pages.get(path) ?? fileOf(path === '' ? 'index.html' : path)
    // As static hosts do, and it has broken offline pages before.
    response.writeHead(body === null ? 404 : 200, {
      'content-type': types[extname(path || 'index.html')] ?? 'application/octet-stream',
      vary: 'Origin',
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the host has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function fileOf(path: string): Buffer | null {
  const file = join('dist', path)
  try {
    return statSync(file).isFile() ? readFileSync(file) : readFileSync(join(file, 'index.html'))
  } catch {
    return null
  }
}
