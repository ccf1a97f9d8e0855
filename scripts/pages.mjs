// Puts what there is to read without the lab into the build: the first paint into index.html, and for the hosted lab
// its metadata and a page for every lesson. SITE_URL is where it will be hosted; absolute addresses are left out without.
import { existsSync, readdirSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('../src/ui/pages.tsx', import.meta.url))

/** @returns {Promise<typeof import('../src/ui/pages.tsx')>} */
export async function readPages() {
  const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' })
  return module
}

/** Where the lab will be hosted, with one slash at its end; null when nobody said. */
function siteOf({ SITE_URL } = process.env) {
  if (!SITE_URL) return null
  const { href } = new URL(SITE_URL)
  return href.endsWith('/') ? href : `${href}/`
}

/**
 * @param {string | null} policy that of the hosted lab; null in a build that is one file
 * @returns {import('vite').Plugin}
 */
export function pages(policy) {
  const site = siteOf()
  return {
    name: 'pages',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: {
      order: 'pre',
      async handler(html) {
        const { firstHead, firstPaint, withoutScript } = await readPages()
        const hosted = policy === null ? '' : `<noscript>${withoutScript()}</noscript>`
        const manifest =
          '<link rel="manifest" href="./manifest.webmanifest" /><link rel="apple-touch-icon" href="./icon-192.png" />'
        return html
          .replace('<div id="root"></div>', () => `<div id="root">${firstPaint()}</div>${hosted}`)
          .replace('</title>', (end) => (policy === null ? end : `${end}${firstHead(site)}${manifest}`))
          .replace(/<link\s+rel="icon"[^>]*>/, (icon) => (policy === null ? icon : ''))
      },
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const index = bundle['index.html']
        if (policy === null || index?.type !== 'asset') return
        const styles = [...String(index.source).matchAll(/<link\b[^>]*href="\.\/([^"]+\.css)"/g)].map(
          ([, href]) => href ?? '',
        )
        const pictures = existsSync('public/og') ? readdirSync('public/og') : []
        const { lessonPages } = await readPages()
        for (const { path, text } of lessonPages(site, policy, styles, pictures)) {
          this.emitFile({ type: 'asset', fileName: path, source: text })
        }
      },
    },
  }
}
