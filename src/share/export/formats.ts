import { csv } from './csv.ts'
import type { TextFormat } from './format.ts'
import { scenarioJson, traceJson } from './json.ts'
import { mermaid } from './mermaid.ts'
import { plantUml } from './plantUml.ts'
import { shiViz } from './shiViz.ts'

/** Every text that a run can be written down as. A new one is a file beside these and a line here. */
export const textFormats = [mermaid, plantUml, shiViz, csv, traceJson, scenarioJson] as const satisfies TextFormat[]
