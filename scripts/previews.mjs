// `npm run previews`: the pictures that are shown where a page of the lab is linked to, 1200 by 630, and the icons as
// PNG. Made from real runs by the code of the diagram, in Chromium; run it when a lesson's run or words have changed.
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { launch } from './chromium.mjs'
import { readPages } from './pages.mjs'

const mostKb = 60

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const style = `${readFileSync('src/ui/lab.css', 'utf8')}
  body.preview { display: grid; grid-template-columns: 400px 1fr; gap: 30px; height: 630px; overflow: hidden; padding: 44px; align-items: center }
  .preview p { font-size: 20px } .preview h1 { font-size: 44px; line-height: 1.1; margin: 16px 0 }
  .preview .lead { font-size: 22px } body > div { grid-area: auto; min-width: 0 }
  .preview .diagram { display: block } .preview .paper svg { position: static; display: block; max-height: 460px }`
const browser = await chromium.launch(launch)
try {
  mkdirSync('public/og', { recursive: true })
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 }, colorScheme: 'light' })
  const { previews } = await readPages()
  for (const { name, html } of previews(style)) {
    await page.setContent(html)
    await save(`public/og/${name}`)
  }
  for (const size of [192, 512]) {
    await page.setViewportSize({ width: size, height: size })
    const icon = readFileSync('public/icon.svg', 'utf8').replace('rx="12" ', '')
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${icon}`)
    await save(`public/icon-${size}.png`)
  }

  /** @param {string} path */
  async function save(path) {
    await page.screenshot({ path, animations: 'disabled' })
    const kb = statSync(path).size / 1000
    console.log(`${kb.toFixed(1).padStart(8)} kB  ${path}`)
    if (kb > mostKb) throw new Error(`${path} is over ${mostKb} kB`)
  }
} finally {
  await browser.close()
}
