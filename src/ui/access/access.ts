/** The part that makes the lab usable by keyboard and by ear, and adjustable. It is loaded after the page. */
export { Access } from './Access.tsx'
export { Dialogs } from './Dialogs.tsx'
export { EventMarks } from './EventMarks.tsx'
