// No file imports itself by way of others, for a value or a type: a file on a circle can only be understood together with
// all the others on it. Biome's noImportCycles reports values only.
import { posix } from 'node:path'
import { importsOf } from './layers.mjs'

/**
 * The circles of imports between files, each as the files on it, from one of them back to itself. Not every circle is
 * listed where several share files, but the list is empty only if there is none.
 * @param {Record<string, string>} sources each source by its path, with forward slashes
 * @returns {string[][]}
 */
export function circles(sources) {
  /** @type {string[][]} */
  const found = []
  const done = new Set()
  /** @param {string} file @param {string[]} path the files that led here */
  const visit = (file, path) => {
    const at = path.indexOf(file)
    if (at >= 0) found.push([...path.slice(at), file])
    if (at >= 0 || done.has(file)) return
    for (const next of neighboursOf(file, sources)) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of Object.keys(sources)) visit(file, [])
  return found
}

/** The files among the sources that a file imports. @param {string} file @param {Record<string, string>} sources */
function neighboursOf(file, sources) {
  const requests = importsOf(file, sources[file] ?? '').filter((request) => request.startsWith('.'))
  const targets = requests.map((request) => posix.join(posix.dirname(file), request.replace(/\?.*/, '')))
  return new Set(targets.filter((target) => target in sources))
}
