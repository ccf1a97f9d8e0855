// The page's style sheets for the custom element: what speaks of the window and of the document speaks of the element.
// A PostCSS plugin, so that the sheets stay as they are and a new one needs no thought.

/** Features of @media that a container has too, and the rest: they cannot be asked of both in one breath. */
const ofSize = /\b(width|height)\b/
const ofAnythingElse =
  /\b(pointer|hover|color|contrast|motion|forced|prefers|print|screen|orientation|resolution|update)\b/

/** @returns {NonNullable<Exclude<NonNullable<import('vite').CSSOptions['postcss']>, string>['plugins']>[number]} */
export function elementStyles() {
  return {
    postcssPlugin: 'element-styles',
    AtRule: {
      // The width of the element, not of the window around it.
      media(rule) {
        if (!ofSize.test(rule.params)) return
        if (ofAnythingElse.test(rule.params)) {
          throw rule.error('ask for sizes in an @media of their own: in the custom element they become a @container')
        }
        // In a @container `rem` is the size of the host's text; in a page it is that of the visitor's.
        const params = rule.params.replace(/(\d*\.?\d+)rem\b/g, (_, rem) => `${16 * Number(rem)}px`)
        const queries = params.split(',').map((query) => query.trim())
        rule.name = 'container'
        rule.params = `lab ${queries.length > 1 ? queries.map((query) => `(${query})`).join(' or ') : queries[0]}`
      },
    },
    Rule(rule) {
      rule.selector = rule.selector
        .replace(/:root\b/g, '.root')
        .replace(/(?<![\w.#-])(html|body)(?![\w-])/g, '.root')
        .replace(/(?<![\w.#-])main(?![\w-])/g, 'lab-main')
    },
    Declaration(declaration) {
      const { parent } = declaration
      const isRoot = parent?.type === 'rule' && /^(:root|\.root)/.test(/** @type {any} */ (parent).selector)
      const percent = /^([\d.]+)%$/.exec(declaration.value)
      if (isRoot && declaration.prop === 'font-size' && percent) {
        declaration.prop = '--rem'
        declaration.value = `calc(${Number(percent[1]) / 100} * var(--text))`
        return
      }
      // The size of the document's text and of the window are the host's business.
      declaration.value = declaration.value
        .replace(/(?<![\w.#-])(\d*\.?\d+)rem\b/g, 'calc($1 * var(--rem))')
        .replace(/(?<![\w.#-])(\d*\.?\d+)[dsl]?vh\b/g, '$1cqh')
        .replace(/(?<![\w.#-])(\d*\.?\d+)[dsl]?vw\b/g, '$1cqw')
    },
  }
}

/**
 * A page has one main part, and that is the host's: within it `<main>` is an element without a meaning.
 * @returns {import('vite').Plugin}
 */
export function noMain() {
  return {
    name: 'no-main',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/ui\/.*\.tsx$/ },
      handler: (code) => ({ code: code.replace(/(<\/?)main\b/g, '$1lab-main'), map: null }),
    },
  }
}

/**
 * The style sheets of the components are in the element's own sheet already; imported for their effect they would be put
 * into the host's document.
 * @returns {import('vite').Plugin}
 */
export function noStylesInTheDocument() {
  return {
    name: 'no-styles-in-the-document',
    enforce: 'pre',
    load: (id) => (/\.css$/.test(id) ? '' : null),
  }
}

/**
 * Makes one function with a name of the whole script, so that the script can read its own text: the worker is made of it.
 * @returns {import('vite').Plugin}
 */
export function oneFunction() {
  return {
    name: 'one-function',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') delete bundle[chunk.fileName]
          else chunk.code = `(function exactlyOnceLabScript(){${chunk.code}\n})()\n`
        }
      },
    },
  }
}
