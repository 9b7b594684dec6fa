/** What had the focus last, with the elements around it, the innermost first. */
let path: Element[] = []

/** After a navigation, focus the page's title, unless a field took the focus itself. */
export function focusPage(): void {
  const main = document.querySelector<HTMLElement>('main')
  if (main?.contains(document.activeElement)) return
  main?.querySelector<HTMLElement>('h1')?.focus()
}

const usable = (one: Element) => one.isConnected && one.checkVisibility() && !one.matches(':disabled')

/** The title of what is left around the element that had the focus: of its dialog, its section, or the page. */
function titleNearby(): HTMLElement | null {
  const left = path.find(one => one.matches('[role=dialog], section, main') && usable(one))
  const title = left?.querySelector<HTMLElement>('h1, h2') ?? null
  title?.setAttribute('tabindex', '-1')
  return title
}

/** If the element that had the focus can't have it any more, give it to the title nearby. */
function restore(): void {
  const [last] = path
  if (!last || usable(last) || document.activeElement !== document.body) return
  const title = titleNearby()
  if (title) title.focus()
  else focusPage()
}

/**
 * Keep the focus in the page. A browser gives it to nothing when its element is removed or disabled: the next Tab would
 * start at the top of the page, and screen readers would say nothing. It goes to a title rather than to the next
 * button, because a second press of Enter must not act on something else.
 */
export function keepFocus(): void {
  document.addEventListener('focusin', event => {
    path = []
    for (let at = event.target as Element | null; at; at = at.parentElement) path.push(at)
  })
  // Browsers notice only when they draw that an element was disabled or hidden.
  document.addEventListener('focusout', () => queueMicrotask(restore))
  new MutationObserver(restore).observe(document.body, { childList: true, subtree: true })
}
