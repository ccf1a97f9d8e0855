/** The area of a lab in coordinates of the window: all of it, or that of its custom element. */
export function roomOf(element: Element | null): DOMRect {
  const root = element?.getRootNode()
  return root instanceof ShadowRoot
    ? root.host.getBoundingClientRect()
    : new DOMRect(0, 0, window.innerWidth, window.innerHeight)
}

/**
 * Whether a lab is so narrow for its text that panels become sheets: the same condition as in the style sheets, in
 * `rem`.
 */
export function isNarrow(element: Element | null): boolean {
  if (element?.getRootNode() instanceof ShadowRoot) return roomOf(element).width < 900
  return matchMedia('(max-width: 56.1875rem)').matches
}

/** The tree that an element stands in: the document, or the shadow tree of a custom element. */
export const treeOf = (element: Element): Document | ShadowRoot => element.getRootNode() as Document | ShadowRoot

/** Scrolls a lab's page to its beginning; the page around a custom element stays where it is. */
export function toTop(element: Element | null): void {
  const root = element?.getRootNode()
  if (root instanceof ShadowRoot) root.querySelector('.root')?.scrollTo(0, 0)
  else window.scrollTo(0, 0)
}

/**
 * Scrolls within the lab until an element is in view. Unlike scrollIntoView() it does not scroll a page around the lab.
 */
export function reveal(element: HTMLElement | null, block: 'nearest' | 'start' = 'nearest'): void {
  if (element === null) return
  if (window.parent === window && treeOf(element) === document) {
    element.scrollIntoView({ block })
    return
  }
  for (let frame = element.parentElement; frame !== null; frame = frame.parentElement) {
    const isPage = frame === document.scrollingElement
    if (!isPage && !/auto|scroll/.test(getComputedStyle(frame).overflowY)) continue
    const box = element.getBoundingClientRect()
    const top = isPage ? 0 : frame.getBoundingClientRect().top + frame.clientTop
    const above = box.top - top
    const below = box.bottom - (top + frame.clientHeight)
    if (block === 'start' || above < 0) frame.scrollTop += above
    else if (below > 0) frame.scrollTop += Math.min(below, above)
  }
}
