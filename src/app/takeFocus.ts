/**
 * Gives an element the focus, unless the lab is embedded in another page and not in use: taking the focus would then
 * scroll that page or interrupt its reader.
 */
export function takeFocus(element: HTMLElement | null | undefined): void {
  if (isInUse(element)) element?.focus({ preventScroll: true })
}

/**
 * Whether the focus may be moved, and the page scrolled to it: the lab has its own page, or it has the focus already.
 */
export function isInUse(element: HTMLElement | null | undefined): boolean {
  const root = element?.getRootNode()
  if (root instanceof ShadowRoot) return root.activeElement !== null
  return window.parent === window || document.hasFocus()
}
