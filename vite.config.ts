import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type UserConfig } from 'vite'
import { compileWords } from './scripts/compileWords.mjs'
import { elementStyles, noStylesInTheDocument, oneFunction } from './scripts/element.mjs'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
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

/** Code that the first page needs anyway. */
const eager =
  /node_modules\/(react|scheduler|zustand|xstate|valibot|use-intl|intl-messageformat|@formatjs|d3-array)|src\/(protocol|sim|verdict|picture\/(plan|explain|rows|layout|heads|ghost)|share|app\/(lab|score|playhead|motion)|words\/(en|words)|ui\/[^/]+\.tsx?$)/
/** `vite build --mode element`: the custom element, one script that carries its styles and its worker. */
const element = {
  // A script from another host may not start a worker by address.
  resolve: {
    alias: [
      {
        find: /^\.\/prover\.worker\.ts\?worker$/,
        replacement: fileURLToPath(new URL('src/app/prover/scriptWorker.ts', import.meta.url)),
      },
    ],
  },
  plugins: [react(), compileWords(), noStylesInTheDocument(), oneFunction()],
  css: { postcss: { plugins: [elementStyles()] } },
  publicDir: false,
  build: {
    target: 'baseline-widely-available',
    outDir: 'dist-element',
    modulePreload: false,
    cssCodeSplit: false,
    // Not build.lib, which keeps white space and the checks of development.
    rolldownOptions: {
      input: 'src/element/script.ts',
      treeshake: { moduleSideEffects: [{ test: /node_modules\/d3-/, sideEffects: false }] },
      checks: { emptyImportMeta: false },
      output: { format: 'iife', entryFileNames: 'exactly-once-lab.js', codeSplitting: false },
    },
  },
} satisfies UserConfig

const page = {
  // In a sandboxed frame without allow-same-origin a page has no origin, and its scripts are asked for with `Origin: null`.
  server: { cors: true },
  preview: { cors: true },
  base: './', // one build works at /, in a folder, in a zip and in a course page
  plugins: [react(), compileWords(), contentSecurityPolicy()],
  // Module workers fail without a message where the origin is opaque: file:// and sandboxed frames.
  worker: { format: 'iife' },
  build: {
    target: 'baseline-widely-available',
    rolldownOptions: {
      // What the first page shares with parts that load later stays in few files: each request costs a round trip.
      output: {
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, test: eager }] },
      },
    },
  },
} satisfies UserConfig

export default defineConfig(({ mode }) => (mode === 'element' ? element : page))
