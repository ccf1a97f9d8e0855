// In a worker nothing but the tables of the machines is needed of XState: they are filled by it while the worker is
// built, and `tabulate` there reads them. A unit test holds the compiled tables against XState.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const protocol = fileURLToPath(new URL('../src/protocol', import.meta.url)).replaceAll('\\', '/')

/** @returns {import('vite').Plugin} */
export function compiledMachines() {
  return {
    name: 'compiled-machines',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (id !== `${protocol}/tabulate.ts`) return null
      const options = { configFile: /** @type {const} */ (false), logLevel: /** @type {const} */ ('error') }
      /** @type {{ module: typeof import('../src/protocol/compiled.ts') }} */
      const { module: compiled } = await runnerImport(`${protocol}/compiled.ts`, options)
      /** @type {{ module: typeof import('../src/protocol/tabulate.ts') }} */
      const { module: live } = await runnerImport(`${protocol}/tabulate.ts`, options)
      const tables = compiled.everyDefinition().map((definition) => compiled.compile(live.tabulate(definition)))
      return [
        `import { tabulateFrom } from './compiled.ts'`,
        `export const tabulate = /* @__PURE__ */ tabulateFrom(${JSON.stringify(tables)})`,
      ].join('\n')
    },
  }
}
