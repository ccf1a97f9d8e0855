export const themes = ['system', 'light', 'dark', 'contrast', 'projector'] as const
export type Theme = (typeof themes)[number]

const key = 'exactly-once-lab.theme'

/** The theme chosen before, if storage may be read and holds one. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(key)
    return themes.find((theme) => theme === stored) ?? 'system'
  } catch {
    return 'system'
  }
}

/** Shows a theme, and remembers it where storage is allowed. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Not remembered; the theme holds for this visit.
  }
}
