/**
 * The name of the thread that runs this script. In builds of one script a worker runs the script of the page too, and
 * its name says which part of the script to start. For a page this is 'page', whatever the name of its window.
 */
export const thread: string = typeof document === 'undefined' ? self.name : 'page'
