// `npm ci` refuses a lock file that lacks another platform's optional package, and a registry that does not carry
// every platform makes npm write such a file. Addresses are left out so that any registry can serve an install.
import { readFileSync } from 'node:fs'

/** @type {{ packages: Record<string, { resolved?: string, optionalDependencies?: Record<string, string> }> }} */
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))

const present = new Set(Object.keys(packages).map((path) => path.split('node_modules/').pop()))
const missing = Object.values(packages)
  .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  .filter((name) => !present.has(name))
if (missing.length > 0) {
  throw new Error(
    `package-lock.json lacks platform packages: ${missing.join(', ')}. ` +
      'Run "npm install --package-lock-only" against a complete registry, or pin the version before.',
  )
}

const addressed = Object.keys(packages).filter((path) => packages[path]?.resolved?.includes('://'))
if (addressed.length > 0) {
  throw new Error(
    `package-lock.json records download addresses (${addressed[0]} and ${addressed.length - 1} more). ` +
      'Delete it and run "npm install": .npmrc leaves the addresses out.',
  )
}
console.log(`package-lock.json: ${present.size} packages, every platform, no addresses`)
