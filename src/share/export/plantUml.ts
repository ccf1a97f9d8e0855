import type { Say } from '../../words/words.ts'
import type { ExportedRun, TextFormat } from './format.ts'
import { sequenceOf } from './sequence.ts'

/** A PlantUML sequence diagram: `->` for a packet that came, `->x` for one that did not, ACKs dotted. */
export const plantUml = { name: 'plantUml', extension: 'puml', type: 'text/plain', write } as const satisfies TextFormat

/** Notes stand outside, beside the lifeline that they belong to. */
const sides = { sender: 'left', receiver: 'right' } as const

function write({ trace }: ExportedRun, say: Say): string {
  const lines = sequenceOf(trace, say).map((item) => {
    if (item.is === 'note') return `note ${sides[item.at]} of ${item.at} : ${escaped(item.text)}`
    const arrow = `${item.isAck ? '-->' : '->'}${item.isLost ? 'x' : ''}`
    return `${item.from} ${arrow} ${item.to} : ${escaped(item.text)}`
  })
  const head = (['sender', 'receiver'] as const).map((name) => `participant "${say(`head.${name}`)}" as ${name}`)
  return `${['@startuml', ...head, ...lines, '@enduml'].join('\n')}\n`
}

/** One line, in which no sign is markup. */
const escaped = (text: string): string => text.replace(/\s+/g, ' ').replace(/[~\\<]|(?<=([-_*/"]))\1/g, '~$&')
