/**
 * The systems that were made of documents, for the runs of their scenarios. They are made and remembered by
 * `systemOfDocument`, where documents are read: so a page that shows no document carries no code that makes systems.
 */
import type { SystemDocument } from '../protocol/document.ts'
import type { System } from '../protocol/system.ts'

const systems = new WeakMap<SystemDocument, System>()

/** Remembers the system of a document as long as the document is held. */
export const rememberSystem = (document: SystemDocument, system: System): void => {
  systems.set(document, system)
}

/** The system that was made of a document, or undefined. */
export const knownSystem = (document: SystemDocument): System | undefined => systems.get(document)
