import type { Say } from '../../words/words.ts'
import type { ExportedRun, TextFormat } from './format.ts'
import { sequenceOf } from './sequence.ts'

/** Mermaid's `sequenceDiagram`: an open arrow for a packet that came, `-x` for one that did not, ACKs dotted. */
export const mermaid = { name: 'mermaid', extension: 'mmd', type: 'text/plain', write } as const satisfies TextFormat

function write({ trace }: ExportedRun, say: Say): string {
  const lines = sequenceOf(trace, say).map((item) => {
    if (item.is === 'note') return `Note over ${item.at}: ${escaped(item.text)}`
    const arrow = `${item.isAck ? '--' : '-'}${item.isLost ? 'x' : ')'}`
    return `${item.from}${arrow}${item.to}: ${escaped(item.text)}`
  })
  const head = (['sender', 'receiver'] as const).map((name) => `participant ${name} as ${escaped(say(`head.${name}`))}`)
  return `${['sequenceDiagram', ...[...head, ...lines].map((line) => `  ${line}`)].join('\n')}\n`
}

/** Where Mermaid would end a statement or begin a comment or an entity, the character's own entity stands. */
const escaped = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[#;%]/g, (sign) => `#${sign.codePointAt(0)};`)
