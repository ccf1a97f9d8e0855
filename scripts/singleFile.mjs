// The single file, and its last touch: its script stands behind what is painted first, and a policy names every inline
// script and style by its hash, so that nothing else runs and nothing is fetched.
import { createHash } from 'node:crypto'
import { viteSingleFile } from 'vite-plugin-singlefile'

/** @returns {import('vite').PluginOption[]} */
export const singleFile = () => [entry(), viteSingleFile({ removeViteModuleLoader: true }), finish()]

/** @returns {import('vite').Plugin} */
function entry() {
  return {
    name: 'single-file-entry',
    transformIndexHtml: { order: 'pre', handler: (html) => html.replace('/src/main.tsx', '/src/single.ts') },
  }
}

/** @returns {import('vite').Plugin} */
function finish() {
  return {
    name: 'single-file-finish',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const file = bundle['index.html']
        if (file?.type !== 'asset') throw new Error('no index.html to finish')
        const [script] = /<script type="module"[^>]*>[\s\S]*?<\/script>/.exec(String(file.source)) ?? []
        if (script === undefined) throw new Error('index.html has no inline script')
        // A worker that is made from the same text is a classic script, in which import.meta is an error; here it is only
        // handed to Vite's preloading, which has nothing to preload.
        const classic = script.replace(/import\.meta\.(url|resolve)/g, '""')
        const html = String(file.source)
          .replace(script, () => '')
          .replace('</body>', () => `${classic}\n</body>`)
        const policy = [
          "default-src 'none'",
          `script-src ${hashes(html, 'script')}`,
          `style-src ${hashes(html, 'style')}`,
          'img-src data: blob:',
          'worker-src blob:',
          "base-uri 'none'",
          "form-action 'none'",
        ].join('; ')
        const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`
        file.source = html.replace(/<meta charset="[^"]*"[^>]*>/, (charset) => `${charset}\n    ${meta}`)
      },
    },
  }
}

/** @param {string} html @param {'script' | 'style'} tag */
function hashes(html, tag) {
  const inline = [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))]
  const all = inline.map(
    ([, text]) =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`,
  )
  return all.length > 0 ? all.join(' ') : "'none'"
}
