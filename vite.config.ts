import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type UserConfig } from 'vite'
import { compiledMachines } from './scripts/compiledMachines.mjs'
import { compileWords } from './scripts/compileWords.mjs'
import { elementStyles, noMain, noStylesInTheDocument, oneFunction } from './scripts/element.mjs'
import { lessonsToRead } from './scripts/lessonsToRead.mjs'
import { offline } from './scripts/offline.mjs'
import { oneScript, partsOfD3 } from './scripts/oneScript.mjs'
import { pages } from './scripts/pages.mjs'
import { singleFile } from './scripts/singleFile.mjs'
import { pseudo } from './src/words/pseudo.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Only in a build: the development server needs inline scripts. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
    ],
  }
}

/**
 * A browser that compiles each function at its first call keeps a visitor's first presses waiting. What draws and moves the
 * lab is compiled while it streams, off the main thread (V8, “Explicit Compile Hints”, 2025: the hint is the first line).
 */
function compiledAhead(names: ReadonlySet<string>): Plugin {
  return {
    name: 'compiled-ahead',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk' && names.has(chunk.name))
            chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`
        }
      },
    },
  }
}

/** Code that the first page needs anyway. */
const eager =
  /node_modules\/(react|scheduler|zustand|xstate|valibot|use-intl|intl-messageformat|@formatjs|d3-array)|src\/(protocol|sim|verdict|picture\/(plan|explain|rows|layout|heads|ghost)|share\/(link|page|options|parameters)\.ts|app\/(lab|score|playhead|motion)|words\/(en|words)|ui\/[^/]+\.tsx?$)/
/** What the part that makes the lab usable otherwise shares with parts that load when they are asked for. */
const withAccess =
  /src\/(picture\/(quiet|folding|walk|narration)|app\/(folds|speech)|words\/folds\.en|ui\/present\/clicker|ui\/access\/[^/]+)/
/** What the sheet for the printer, fetched by every visit that lasts, shares with the export. */
const withPaper = /src\/(words\/export|ui\/share\/(RunPicture|exportWords|picture)|ui\/stress\/Bands)/
/** A page opened from file:// or in a sandboxed frame, or a script from another host, may not load a worker by its address: it has its own text. */
const ownWorker = {
  find: /^\.\/\w+\.worker\.ts\?worker$/,
  replacement: fileURLToPath(new URL('src/app/ownWorker.ts', import.meta.url)),
}

/** What the lab as one file leaves to a lab with an address: to be embedded, shown to cameras, and to hand out that file. */
const withoutAddress = [
  { find: /^\.\/panels\.ts$/, to: 'src/ui/share/panelsOfAFile.ts' },
  { find: /^\.{1,2}\/(share\/)?QrCode\.tsx$/, to: 'src/ui/share/NoCode.tsx' },
].map(({ find, to }) => ({ find, replacement: fileURLToPath(new URL(to, import.meta.url)) }))

/** What the element leaves to the lab's own page: a drill whose progress it could not keep, and sweeps on every core. */
const elsewhere = {
  find: /^\.\/(drill\/Drill|costs\/Costs)\.tsx$/,
  replacement: fileURLToPath(new URL('src/ui/elsewhere/Elsewhere.tsx', import.meta.url)),
}
/**
 * What is handed out as one file is drawn by Preact, which is a sixth of React, by the same components: with React neither
 * file keeps its budget. The hosted page and every test of a component stay with React.
 */
const smallReact = [
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
  { find: /^react(-dom)?$/, replacement: 'preact/compat' },
]

/**
 * `vite build` makes the hosted lab, `vite build --mode single` the same lab as one HTML file that needs no server, and
 * `--mode element` the custom element, one script that carries its styles and its workers. The first two
 * run the same main.tsx; what differs is here, in single.ts and at the end of main.tsx. `--mode en-XA` shows every word in
 * the pseudo-language: what fits in it has room for a translation.
 */
export default defineConfig(({ mode }) => {
  const shared = {
    base: './', // one build works at /, in a folder, in a zip and in a course page
    // Module workers fail without a message where the origin is opaque: file:// and sandboxed frames.
    worker: { format: 'iife', plugins: () => [compiledMachines()] },
  } satisfies UserConfig
  const target = 'baseline-widely-available'
  // React draws; of d3 only functions are used, and none of what extends its selections when it is loaded.
  const treeshake = { moduleSideEffects: [{ test: /node_modules\/d3/, sideEffects: false }] }
  const inOneScript = () => [oneScript(), react(), compileWords(), compiledMachines(), lessonsToRead(), partsOfD3()]
  if (mode === 'single') {
    return {
      ...shared,
      plugins: [...inOneScript(), pages(null), ...singleFile()],
      resolve: { alias: [ownWorker, ...withoutAddress, ...smallReact] },
      publicDir: false,
      build: {
        target,
        outDir: 'dist-single',
        modulePreload: false,
        reportCompressedSize: false,
        rolldownOptions: { treeshake },
      },
    }
  }
  if (mode === 'element') {
    return {
      ...shared,
      plugins: [...inOneScript(), noMain(), noStylesInTheDocument(), oneFunction()],
      resolve: { alias: [ownWorker, elsewhere, ...smallReact] },
      css: { postcss: { plugins: [elementStyles()] } },
      publicDir: false,
      build: {
        target,
        outDir: 'dist-element',
        modulePreload: false,
        cssCodeSplit: false,
        reportCompressedSize: false,
        // Not build.lib, which keeps white space and the checks of development.
        rolldownOptions: {
          input: 'src/element/script.ts',
          treeshake,
          checks: { emptyImportMeta: false },
          output: { format: 'iife', entryFileNames: 'exactly-once-lab.js', codeSplitting: false },
        },
      },
    }
  }
  return {
    ...shared,
    // In a sandboxed frame without allow-same-origin a page has no origin: its scripts are asked for with `Origin: null`.
    server: { cors: true },
    preview: { cors: true },
    plugins: [
      react(),
      compileWords(mode === 'en-XA' ? pseudo : undefined),
      compiledMachines(),
      lessonsToRead(),
      contentSecurityPolicy(),
      pages(policy),
      compiledAhead(new Set(['index', 'shared', 'access', 'Costs'])),
      offline(),
    ],
    build: {
      target,
      rolldownOptions: {
        // What the first page shares with parts that load later stays in few files: each request costs a round trip.
        output: {
          codeSplitting: {
            groups: [
              { name: 'shared', minShareCount: 2, test: eager },
              { name: 'access', minShareCount: 2, test: withAccess, includeDependenciesRecursively: false },
              { name: 'paper', test: withPaper, includeDependenciesRecursively: false },
            ],
          },
        },
      },
    },
  }
})
