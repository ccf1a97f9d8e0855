/**
 * Gives an element the focus, unless the lab stands in somebody else's page and is not in use: taking it there would
 * scroll that page, or interrupt whoever reads or writes in it.
 */
export function takeFocus(element: HTMLElement | null | undefined): void {
  if (isInUse(element)) element?.focus({ preventScroll: true })
}

/** Whether focus may be taken and scrolled to: the lab has its own page, or it has the focus already. */
export function isInUse(element: HTMLElement | null | undefined): boolean {
  const root = element?.getRootNode()
  if (root instanceof ShadowRoot) return root.activeElement !== null
  return window.parent === window || document.hasFocus()
}
