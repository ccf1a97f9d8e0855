import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Somebody else's site, on a port and so an origin of its own, with pages that a test writes. */
export interface Host {
  readonly url: string
  /** Puts a page there and tells its address; a policy is sent as a header, as a real site would. */
  page(html: string, policy?: string): string
  close(): void
}

export async function host(): Promise<Host> {
  const pages = new Map<string, { html: string; policy: string | undefined }>()
  const server = createServer(({ url = '/' }, answer) => {
    if (url === '/exactly-once-lab.js') {
      const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }
      answer.writeHead(200, headers).end(readFileSync('dist-element/exactly-once-lab.js'))
      return
    }
    const page = pages.get(url)
    const policy = page?.policy === undefined ? {} : { 'content-security-policy': page.policy }
    answer.writeHead(page ? 200 : 404, { 'content-type': 'text/html', ...policy }).end(page?.html ?? '')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    page(html, policy) {
      const path = `/${pages.size}`
      pages.set(path, {
        html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Course</title>${html}`,
        policy,
      })
      return url + path
    },
    close: () => server.close(),
  }
}
