/** What makes the lab usable without a mouse, without eyes, or otherwise than it is: one part, loaded after the page. */
export { Access } from './Access.tsx'
export { Dialogs } from './Dialogs.tsx'
export { EventMarks } from './EventMarks.tsx'
