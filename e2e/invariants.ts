import type { Page } from 'playwright/test'

/** What must hold of the layout in every state of the page; what does not, one line each. */
export const broken = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    // A size that has just changed is heard of with the next frame, and drawn by the one after it.
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
    const found: string[] = []
    // A number that grows for a moment when it changes is no matter of layout.
    for (const animation of document.getAnimations()) animation.finish()
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${(element.textContent ?? '').trim().slice(0, 30)}"`
    const all = <T extends Element>(selector: string, root: ParentNode = document) =>
      [...root.querySelectorAll<T>(selector)].filter(shown)

    if ((document.scrollingElement?.scrollWidth ?? 0) > innerWidth) {
      const wide = all('body *').findLast((element) => element.getBoundingClientRect().right > innerWidth + 1)
      found.push(`the page scrolls sideways because of ${wide && name(wide)}`)
    }

    for (const dialog of all('dialog[open]')) {
      const { left, top, right, bottom } = dialog.getBoundingClientRect()
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) found.push(`${name(dialog)} sticks out`)
    }

    // A sentence whose hole was left open.
    for (const text of [document.body.innerText, ...all('[aria-label]').map((element) => element.ariaLabel ?? '')]) {
      const hole = /.{0,30}\b(undefined|NaN)\b/.exec(text)?.[0]
      if (hole !== undefined) found.push(`it says "${hole}"`)
    }

    // What has text of its own shows all of it, unless it is only read out.
    const boxes =
      '.card, button, select, label, .claim, .claim .words, .cell, .cell dt, .cell dd, .heads, .heads p, h1, .notice, .row, .fact, .code, .store, .consequence, figcaption, .control-row, legend, .figure, .figure dt, .figure dd, .compare-switch label, .column-head h3, td, th, dt, dd'
    for (const box of all<HTMLElement>(boxes)) {
      if (box.clientWidth === 0 || box.matches('.grab') || getComputedStyle(box).clipPath !== 'none') continue
      if (box.scrollWidth > box.clientWidth) found.push(`${name(box)} is ${box.scrollWidth} wide in ${box.clientWidth}`)
      const scrolls = /auto|scroll/.test(getComputedStyle(box).overflowY)
      if (!scrolls && box.scrollHeight > box.clientHeight + 1)
        found.push(`${name(box)} is ${box.scrollHeight} high in ${box.clientHeight}`)
    }

    // No part of the page lies over another; what is only read out has no place.
    const parts = all('.notice, .score, .claims, .stage, .strip, .panel.open').filter(
      (part) => getComputedStyle(part).clipPath === 'none',
    )
    for (const [i, a] of parts.entries()) {
      for (const b of parts.slice(i + 1)) {
        const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()]
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
        if (across > 1 && down > 1) found.push(`${name(a)} and ${name(b)} overlap by ${across}×${down}`)
      }
    }

    // The heads and the switch between them share a row.
    const between = all('.view-switch')[0]?.getBoundingClientRect()
    for (const text of all('.heads span, .heads b')) {
      const range = document.createRange()
      range.selectNodeContents(text)
      for (const rect of range.getClientRects())
        if (
          between &&
          rect.right > between.left + 1 &&
          rect.left < between.right - 1 &&
          rect.bottom > between.top + 1 &&
          rect.top < between.bottom - 1
        )
          found.push(`${name(text)} lies under the view switch`)
    }

    // Whatever moves can be caught, and has a control that stands still; several diagrams share those controls.
    const still = all('[role="toolbar"][aria-label="In flight"] .chip:not(.more)').map((button) => button.textContent)
    const moved = new Set(all<HTMLElement>('.diagram .grab').map((grab) => grab.ariaLabel))
    const losing = still.filter((text) => text?.startsWith('Lose '))
    if (all('.diagram').length > 0 && moved.size !== losing.length)
      found.push(`${moved.size} packets move, ${losing.length} have a still control`)
    for (const diagram of all('.diagram')) look(diagram)
    return found

    function look(diagram: Element): void {
      const viewport = all<HTMLElement>('.viewport', diagram)[0]
      const paper = all<HTMLElement>('.paper', diagram)[0]
      if (!viewport || !paper) return
      // A sheet takes some of it.
      const least = document.querySelector('.panel.open') ? 140 : 200
      if (viewport.clientHeight < least) found.push(`the diagram is only ${viewport.clientHeight} high`)
      const lane = Number(paper.querySelector('rect.lane')?.getAttribute('width'))
      if (!(lane >= 140)) found.push(`the lane is only ${lane} wide`)

      const edge = paper.getBoundingClientRect()
      const labels = all('svg text', paper)
        .filter((text) => text.textContent !== '')
        .map((text) => ({ text, rect: text.getBoundingClientRect(), pill: text.closest('.pill') }))
      const say = ({ text, pill }: (typeof labels)[number]) =>
        `"${text.textContent}"${pill ? (pill.closest('.in-flight') ? ' (moving)' : ' (pill)') : ''}`
      for (const label of labels) {
        if (label.rect.left < edge.left - 0.5 || label.rect.right > edge.right + 0.5)
          found.push(
            `${say(label)} sticks out of the paper: ${label.rect.left - edge.left} to ${label.rect.right - edge.left} of ${edge.width}`,
          )
      }
      for (const [i, a] of labels.entries()) {
        for (const b of labels.slice(i + 1)) {
          const across = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left)
          const down = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top)
          if (across > 1 && down > 3)
            found.push(`${say(a)} and ${say(b)} overlap by ${across.toFixed(1)}×${down.toFixed(1)}`)
        }
      }

      const view = viewport.getBoundingClientRect()
      for (const grab of all<HTMLElement>('.grab', paper)) {
        const packet = (grab.ariaLabel ?? '').replace(/, in flight:.*/, '')
        const rect = grab.getBoundingClientRect()
        if (!still.includes(`Lose ${packet}`)) found.push(`${packet} has no still control`)
        if (rect.width < 24 || rect.height < 24) found.push(`${packet} is only ${rect.width}×${rect.height} to hit`)
        const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2]
        if (y < 0 || y > innerHeight) continue
        if (y < view.top || y > view.bottom || x < view.left || x > view.right) {
          found.push(`${packet} is out of sight`)
          continue
        }
        const hit = document.elementFromPoint(x, y)
        if (!hit?.closest('.viewport')) found.push(`${packet} lies under ${hit && name(hit)}`)
      }
    }
  })
