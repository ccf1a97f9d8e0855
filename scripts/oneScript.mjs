// Where everything is one script, nothing is loaded later: a part that the page asks for with `import()` is there already.
// Bundlers keep such a part as a function that is run when it is asked for, with everything that any part of it exports;
// as an ordinary import it is joined with the rest, and what nobody uses of it is left out.
import { parseSync } from 'vite'

/** @returns {import('vite').Plugin} */
export function oneScript() {
  return {
    name: 'one-script',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: /\bimport\(/ },
      handler(code, id) {
        const { module } = parseSync(id, code)
        const asked = module.dynamicImports
        const parts = asked.map(({ moduleRequest }) => code.slice(moduleRequest.start, moduleRequest.end))
        if (!parts.every((part) => /^'[^']+'$/.test(part))) throw new Error(`${id} must name what it imports`)
        let text = code
        for (const [i, { start, end }] of [...asked.entries()].reverse()) {
          text = `${text.slice(0, start)}Promise.resolve(part${i})${text.slice(end)}`
        }
        return {
          code: `${text}\n${parts.map((part, i) => `import * as part${i} from ${part}`).join('\n')}\n`,
          map: null,
        }
      },
    },
  }
}

/**
 * The parts of d3 that the lab uses: what draws and animates in it extends itself when it is loaded, and would be kept, as
 * would what is made at the top of its modules. Scales of numbers need no way from one colour, date or list to another.
 * @returns {import('vite').Plugin}
 */
export function partsOfD3() {
  const parts = {
    d3: ['array', 'scale', 'shape'].map((part) => `export * from 'd3-${part}'`).join('\n'),
    'd3-interpolate': `export { interpolateNumber, interpolateNumber as interpolate, interpolateRound, piecewise } from 'd3-interpolate?whole'`,
  }
  return {
    name: 'parts-of-d3',
    enforce: 'pre',
    resolveId(id, importer) {
      if (id === 'd3-interpolate?whole') return this.resolve('d3-interpolate', importer, { skipSelf: true })
      return Object.hasOwn(parts, id) ? `\0parts-of-${id}` : null
    },
    load: (id) => Object.entries(parts).find(([part]) => id === `\0parts-of-${part}`)?.[1] ?? null,
    transform: {
      filter: { id: /node_modules\/d3-\w+\// },
      handler: (code) => ({
        code: code.replace(/^((?:var|const) [\w$]+ = )(?=\(function\b|[\w$]+\()/gm, '$1/* @__PURE__ */ '),
        map: null,
      }),
    },
  }
}
