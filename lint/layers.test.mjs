// Every house rule is shown to fire: a rule that never complains is the same as none.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { describe, expect, test } from 'vitest'
import { complaints } from './layers.mjs'

describe('imports', () => {
  const broken = {
    'a later folder': ['src/sim/step.ts', "import { plan } from '../picture/plan.ts'"],
    'a later folder, from a folder within': ['src/sim/deep/step.ts', "import { plan } from '../../picture/plan.ts'"],
    'only the types of a later folder': ['src/sim/step.ts', "import type { Plan } from '../picture/plan.ts'"],
    'a type in place': ['src/sim/step.ts', "export type P = import('../picture/plan.ts').Plan"],
    'a re-export': ['src/sim/step.ts', "export * from '../picture/plan.ts'"],
    'a lazy import': ['src/sim/step.ts', "export const later = () => import('../app/store.ts')"],
    'the shell, from the terminal tool': ['src/lab.ts', "import { store } from './app/store.ts'"],
    'the screen, from the shell': ['src/app/store.ts', "import { App } from '../ui/App.tsx'"],
    'the screen, from a test of the core': ['src/sim/step.test.ts', "import { App } from '../ui/App.tsx'"],
    'a file outside src': ['src/ui/App.tsx', "import { launch } from '../../scripts/chromium.mjs'"],
    'a folder without a place': ['src/ui/App.tsx', "import { clamp } from '../utils/clamp.ts'"],
    'React in the core': ['src/picture/plan.ts', "import { useState } from 'react'"],
    'D3 in the core': ['src/picture/plan.ts', "import { scaleLinear } from 'd3'"],
    'zustand in the core': ['src/sim/step.ts', "import { createStore } from 'zustand/vanilla'"],
    'Node in the core': ['src/sim/step.ts', "import { readFileSync } from 'node:fs'"],
    'all of use-intl in words': ['src/words/words.ts', "import { useTranslations } from 'use-intl'"],
    'words outside words': ['src/picture/plan.ts', "import { createTranslator } from 'use-intl/core'"],
    'XState beside its one caller': ['src/protocol/machines.ts', "import { setup } from 'xstate'"],
    'XState on the screen': ['src/ui/App.tsx', "import { createActor } from 'xstate'"],
    'a generator of tests in a source': ['src/sim/step.ts', "import { anyScenario } from './arbitrary.ts'"],
    'a test library in a source': ['src/sim/step.ts', "import fc from 'fast-check'"],
  }
  test.each(Object.entries(broken))('refused: %s', (_, [file = '', source = '']) => {
    expect(complaints(file, source)).toEqual([expect.stringContaining(`${file} imports "`)])
  })

  test('refused: a source in no folder of the table', () => {
    expect(complaints('src/utils/clamp.ts', '')).toEqual([expect.stringContaining('src/utils/clamp.ts is in no layer')])
  })

  const fine = {
    'an earlier folder': ['src/sim/step.ts', "import { policy } from '../protocol/policy.ts'"],
    'its own folder': ['src/sim/step.ts', "import { world } from './world.ts'"],
    'XState in its one caller': ['src/protocol/tabulate.ts', "import { transition } from 'xstate'"],
    'the core of use-intl in words': ['src/words/words.ts', "import { createTranslator } from 'use-intl/core'"],
    'a test library in a test': ['src/sim/step.test.ts', "import { test } from '@fast-check/vitest'"],
    'a test library in a generator': ['src/sim/arbitrary.ts', "import fc from 'fast-check'"],
    'a generator in a test': ['src/sim/step.test.ts', "import { anyScenario } from './arbitrary.ts'"],
    'Node in a test': ['src/sim/step.test.ts', "import { readFileSync } from 'node:fs'"],
    'a part of a package': ['src/main.tsx', "import { createRoot } from 'react-dom/client'"],
    'the core, from the terminal tool': ['src/lab.ts', "import { step } from './sim/step.ts'"],
    'a worker, from the shell': ['src/app/workers.ts', "import Search from './search.worker.ts?worker'"],
  }
  test.each(Object.entries(fine))('accepted: %s', (_, [file = '', source = '']) => {
    expect(complaints(file, source)).toEqual([])
  })
})

describe('the page, time and chance', () => {
  const pure = ['protocol', 'sim', 'verdict', 'explore', 'lessons', 'words', 'picture', 'share']
  const forbidden = [
    ...['window', 'self', 'globalThis', 'document', 'navigator', 'localStorage', 'fetch', 'performance', 'Date'],
    ...[
      'setTimeout',
      'setInterval',
      'queueMicrotask',
      'requestAnimationFrame',
      'Worker',
      'crypto',
      'process',
      'console',
    ],
  ]
  const files = {
    ...Object.fromEntries(pure.map((folder) => [`src/${folder}/global.ts`, 'export const t = performance.now()\n'])),
    'src/lab.ts': 'export const t = performance.now()\n',
    'src/sim/all.ts': `export const all = [${forbidden.join(', ')}]\n`,
    'src/sim/newDate.ts': 'export const t = new Date()\n',
    'src/sim/own.ts': 'export const own = (process: string) => process\n',
    'src/sim/luck.ts': 'export const luck = Math.random()\n',
    'src/sim/luckByName.ts': 'export const luck = Math.random\n',
    'src/sim/luck.test.ts': 'export const luck = Math.random()\n',
    'src/sim/clock.test.ts': 'export const t = performance.now()\n',
    'src/app/luck.ts': 'export const luck = Math.random()\n',
    'src/app/clock.ts': 'export const t = performance.now()\n',
    'src/ui/luck.tsx': 'export const luck = Math.random()\n',
    'src/sim/one.ts': "import { two } from './two.ts'\n\nexport const one = () => two\n",
    'src/sim/two.ts': "import { one } from './one.ts'\n\nexport const two = () => one\n",
    'src/sim/stranger.ts': "import stranger from 'stranger'\n\nexport const x = stranger\n",
  }
  const found = lint(files)

  test.each([...pure.map((folder) => `src/${folder}/global.ts`), 'src/lab.ts'])('refused: the clock in %s', (file) => {
    expect(found(file)).toEqual(['lint/style/noRestrictedGlobals'])
  })
  test('refused: every global of the page or of Node', () => {
    expect(found('src/sim/all.ts')).toEqual(forbidden.map(() => 'lint/style/noRestrictedGlobals'))
  })
  test('refused: new Date', () => {
    expect(found('src/sim/newDate.ts')).toEqual(['lint/style/noRestrictedGlobals'])
  })
  test.each(['src/sim/luck.ts', 'src/sim/luckByName.ts', 'src/sim/luck.test.ts', 'src/app/luck.ts', 'src/ui/luck.tsx'])(
    'refused: Math.random in %s',
    (file) => {
      expect(found(file)).toEqual(['plugin'])
    },
  )
  test('refused: a circle of imports', () => {
    expect(found('src/sim/one.ts')).toEqual(['lint/suspicious/noImportCycles'])
  })
  test('refused: a package that package.json does not name', () => {
    expect(found('src/sim/stranger.ts')).toEqual(['lint/correctness/noUndeclaredDependencies'])
  })
  test.each(['src/sim/own.ts', 'src/app/clock.ts', 'src/sim/clock.test.ts'])('accepted: %s', (file) => {
    expect(found(file)).toEqual([])
  })
})

/**
 * Runs Biome once, with this project's configuration, over made-up sources in a folder of their own.
 * @param {Record<string, string>} sources
 * @returns {(file: string) => string[]} the rules that one of the files breaks
 */
function lint(sources) {
  const folder = mkdtempSync(join(tmpdir(), 'exactly-once-lint-'))
  try {
    for (const name of ['biome.json', 'package.json', 'lint/noRandom.grit', '.gitignore'])
      cpSync(name, join(folder, name))
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction')
    for (const [file, source] of Object.entries(sources)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), source)
    }
    const biome = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome')
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--diagnostic-level=error', 'src']
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    if (!stdout.startsWith('{')) throw new Error(`Biome gave no report: ${stderr}`)
    /** @type {{ category: string, location: { path: string } }[]} */
    const diagnostics = JSON.parse(stdout).diagnostics
    return (file) =>
      diagnostics
        .filter((diagnostic) => diagnostic.location.path.replaceAll('\\', '/') === file)
        .map((diagnostic) => diagnostic.category)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
