// sw.js: keeps exactly the files of this build, answers from what it keeps first, and waits to be asked before it takes
// over from an earlier version. What was kept for that one stays until the next, for pages that still run on it.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** Downloads, pages for readers without JavaScript, and pictures for previews are not part of the lab itself. */
const extra = /\.(map|txt|xml|zip)$|^(lesson|og|downloads)\/|^oembed/

/**
 * @param {string} publicDir
 * @returns {import('vite').Plugin}
 */
export function offline(publicDir = 'public') {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const built = Object.values(bundle).map((file) => ({
          name: file.fileName,
          body: file.type === 'asset' ? file.source : file.code,
        }))
        const copied = readdirSync(publicDir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => `${parentPath}/${name}`.replaceAll('\\', '/').slice(publicDir.length + 1))
          .map((name) => ({ name, body: readFileSync(`${publicDir}/${name}`) }))
        const files = [...built, ...copied]
          .filter(({ name }) => !extra.test(name))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
        const hash = createHash('sha256')
        for (const { name, body } of files) hash.update(name).update(body)
        const version = `exactly-once-lab-${hash.digest('hex').slice(0, 12)}`
        const source = serviceWorker(version, ['./', ...files.map(({ name }) => `./${name}`)])
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}

/**
 * `ignoreVary`, because servers answer `Vary: Origin` and module scripts are asked for with an origin: without it what is
 * kept is never found again.
 * @param {string} version
 * @param {string[]} files
 */
const serviceWorker = (version, files) => `const version = '${version}'
const files = ${JSON.stringify(files.filter((name) => name !== './index.html'))}
const ours = (name) => name.startsWith('exactly-once-lab-') && name !== version
const options = { ignoreSearch: true, ignoreVary: true }

addEventListener('install', (event) => {
  const requests = files.map((file) => new Request(file, { cache: 'reload' }))
  event.waitUntil(caches.open(version).then((cache) => cache.addAll(requests)))
})
addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const earlier = (await caches.keys()).filter(ours)
    await Promise.all(earlier.slice(0, -1).map((name) => caches.delete(name)))
    await clients.claim()
  })())
})
addEventListener('message', ({ data }) => data === 'update' && skipWaiting())
addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || !url.href.startsWith(registration.scope)) return
  event.respondWith((async () => {
    const kept = await caches.open(version)
    const at = url.href.slice(registration.scope.length).replace(/[?#].*/, '')
    const page = request.mode === 'navigate' && (at === '' || at === 'index.html')
    const found = page
      ? await kept.match('./', options)
      : (await kept.match(request, options)) ?? (await caches.match(request, options))
    if (found) return found
    try {
      return await fetch(request)
    } catch (error) {
      const lesson = /^(lesson\\/[a-z0-9-]+)\\//.exec(at)
      if (request.mode !== 'navigate' || lesson === null) throw error
      return Response.redirect(registration.scope + '#v=1&page=' + lesson[1])
    }
  })())
})
`
