import type { SystemDocument } from '../protocol/document.ts'
import { systemOf } from '../protocol/makeSystem.ts'
import type { System } from '../protocol/system.ts'
import { knownSystem, rememberSystem } from './knownSystems.ts'

/** The system of a document; the same document gives the same system. Its scenarios can be run from then on. */
export function systemOfDocument(document: SystemDocument): System {
  const known = knownSystem(document)
  if (known !== undefined) return known
  const system = systemOf(document)
  rememberSystem(document, system)
  return system
}
