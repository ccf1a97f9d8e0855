/**
 * Which thread runs this script. Where the lab is one script, its workers are made of the page's own text, and told by
 * their names what they are; each part then begins only on its own thread. The name of a window says nothing.
 */
export const thread: string = typeof document === 'undefined' ? self.name : 'page'
