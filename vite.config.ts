import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { compileWords } from './scripts/compileWords.mjs'

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

/** Code that the first page needs anyway. */
const eager =
  /node_modules\/(react|scheduler|zustand|xstate|valibot|use-intl|intl-messageformat|@formatjs|d3-array)|src\/(protocol|sim|verdict|picture\/(plan|explain|rows|layout|heads|ghost)|share|app\/(lab|score|playhead|motion)|words\/(en|words)|ui\/[^/]+\.tsx?$)/
export default defineConfig({
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
})
