// What is handed out beside the hosted lab, made after `vite build`, `--mode single` and `--mode element`: the script of the
// custom element, the single file, a SCORM 1.2 package of the course or of one lesson, and what the packages inside ask to
// be said.
//
//   node scripts/package.mjs                    into dist/downloads
//   node scripts/package.mjs lesson/dedup       a package that opens at this lesson and asks for it alone, too
//   node scripts/package.mjs puzzle/mend-it     the same of a puzzle, or, with puzzles, of all
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { strToU8, zipSync } from 'fflate'
import { notices } from './notices.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const html = readFileSync('dist-single/index.html', 'utf8')
/** @type {Record<string, Record<string, { title: string }>>} */
const titles = {
  lesson: JSON.parse(readFileSync('src/words/lessons.en.json', 'utf8')).lesson,
  puzzle: JSON.parse(readFileSync('src/words/drill.en.json', 'utf8')).puzzle.text,
}

mkdirSync('dist/downloads', { recursive: true })
const said = notices()
write('THIRD-PARTY-NOTICES.txt', said, 'dist')
write('exactly-once-lab.html', html)
write('exactly-once-lab.js', readFileSync('dist-element/exactly-once-lab.js', 'utf8'), 'dist')
for (const page of ['course', ...process.argv.slice(2)]) {
  const zip = scorm(page)
  write(page === 'course' ? 'exactly-once-lab.scorm12.zip' : `${page.replace('/', '-')}.scorm12.zip`, zip)
}

/** @param {string} name @param {string | Uint8Array} content */
function write(name, content, folder = 'dist/downloads') {
  writeFileSync(`${folder}/${name}`, content)
  console.log(`${(content.length / 1000).toFixed(1).padStart(8)} kB  ${folder}/${name}`)
}

/**
 * The same day in every entry, so that the same sources make the same bytes.
 * @param {string} page
 */
function scorm(page) {
  const [kind = '', id = ''] = page.split('/')
  const named = { course: 'the course', puzzles: 'the puzzles' }[page] ?? titles[kind]?.[id]?.title
  if (named === undefined) throw new Error(`"${page}" must be lesson/<id>, puzzle/<id> or puzzles`)
  const title = `Exactly-Once Lab: ${named}`
  const files = {
    'imsmanifest.xml': manifest(title),
    'index.html': html.replace('<html lang="en"', `<html lang="en" data-page="${page}"`),
    LICENSE: readFileSync('LICENSE', 'utf8'),
    'THIRD-PARTY-NOTICES.txt': said,
  }
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)])
  return zipSync(Object.fromEntries(entries), { level: 9, mtime: new Date(2026, 0, 1) })
}

/** @param {string} title */
function manifest(title) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="exactly-once-lab" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="lab">
    <organization identifier="lab">
      <title>${escaped(title)}</title>
      <item identifier="item" identifierref="page" isvisible="true">
        <title>${escaped(title)}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="index.html">
      <file href="index.html"/>
    </resource>
  </resources>
</manifest>
`
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
