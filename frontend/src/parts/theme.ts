/** Paper or chalkboard: what was chosen last, else what the system prefers. */
export type Theme = 'light' | 'dark';

const KEY = 'inkling-theme';

/** The theme the page began with; `first-paint.js` has set it. */
export function currentTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
}

/** Show this theme, and remember it. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden or full; the theme holds until the page is left.
  }
}

/** Calls back when the system's preference changes and nobody has chosen. Gives the function that stops it. */
export function followSystem(change: (theme: Theme) => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const listen = () => {
    let chosen: string | null = null;
    try {
      chosen = localStorage.getItem(KEY);
    } catch {
      // As above: then nobody has chosen.
    }
    if (chosen !== null) return;
    const theme = query.matches ? 'dark' : 'light';
    document.documentElement.dataset['theme'] = theme;
    change(theme);
  };
  query.addEventListener('change', listen);
  return () => query.removeEventListener('change', listen);
}
