// The licences of everything that is shipped, read from the installed packages; an unknown or unwanted licence stops the
// build. Run alone it only checks.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'Unlicense']

/** @typedef {{ version?: string, license?: string, dev?: boolean, optional?: boolean, peer?: boolean }} Entry */

/**
 * The text of THIRD-PARTY-NOTICES: name, version, licence and licence text of each package that the lab depends on.
 * Throws if one of them has a licence that is not on the list.
 */
export function notices(root = '.') {
  /** @type {{ packages: Record<string, Entry> }} */
  const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8'))
  const shipped = Object.entries(packages)
    .filter(
      ([path, { dev, optional }]) => path !== '' && !dev && !optional && existsSync(`${root}/${path}/package.json`),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const parts = shipped.map(([path, { version }]) => {
    /** @type {{ name: string, license?: string }} */
    const { name, license = 'no licence' } = JSON.parse(readFileSync(`${root}/${path}/package.json`, 'utf8'))
    if (!allowed.includes(license)) {
      throw new Error(`${name}@${version} is under ${license}, which is none of ${allowed.join(', ')}: choose another`)
    }
    const file = readdirSync(`${root}/${path}`).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
    const text =
      file === undefined ? '(The package carries no licence text.)' : readFileSync(`${root}/${path}/${file}`, 'utf8')
    return { heading: `${name} ${version} (${license})`, text: text.trim() }
  })
  const list = parts.map(({ heading, text }) => `${heading}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`)
  return `Exactly-Once Lab is under the MIT licence. It is made with these packages, under their own licences:\n\n${list}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const count = notices().match(/^-{80}$/gm)?.length ?? 0
  console.log(`${count + 1} packages are shipped, each under a licence that is allowed`)
}
