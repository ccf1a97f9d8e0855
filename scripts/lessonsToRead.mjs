// Lessons, cards and vendors carry what the tests prove of them. A page only reads them: builds go without.

/** What stands for it, where the schema wants something. */
const empty = { proofs: [{}], rows: [], claims: [], misconceptions: [], doubts: [] }

/** @returns {import('vite').Plugin} */
export function lessonsToRead() {
  return {
    name: 'lessons-to-read',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/lessons\/.*\.json$/ },
      handler: (text) => ({ code: JSON.stringify(without(JSON.parse(text))), map: null }),
    },
  }
}

/**
 * A document, or a list or table of them, without what is only proved.
 * @param {any} value
 * @returns {any}
 */
function without(value) {
  if (Array.isArray(value)) return value.map(without)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).map(([key, inner]) => [
    key,
    key in empty ? empty[/** @type {keyof typeof empty} */ (key)] : without(inner),
  ])
  return Object.fromEntries(kept)
}
