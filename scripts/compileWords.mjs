import compile from 'icu-minify/compile'

/**
 * Compiles the sentences of the catalogues while the page is built, so that it needs no parser of ICU messages. The
 * translator of use-intl stays; with compiled messages it formats by `format-only`, which cannot read uncompiled ones.
 * Without this plugin, as in unit tests, the same code reads the catalogues as they are.
 * @param {(words: object) => object} [translated]  makes another language of a catalogue, such as the pseudo-language
 * @returns {import('vite').Plugin}
 */
export function compileWords(translated = (words) => words) {
  return {
    name: 'compile-words',
    enforce: 'pre', // while a catalogue is still JSON
    config: () => ({
      resolve: { alias: [{ find: /^use-intl\/format-message$/, replacement: 'use-intl/format-message/format-only' }] },
    }),
    transform: {
      filter: { id: /\/src\/words\/(\w+\.)?en\.json$/ },
      handler: (code) => ({ code: JSON.stringify(compiled(translated(JSON.parse(code)))), map: null }),
    },
  }
}

/** @param {string | object} words @returns {unknown} */
const compiled = (words) =>
  typeof words === 'string'
    ? compile(words)
    : Object.fromEntries(Object.entries(words).map(([key, value]) => [key, compiled(value)]))
