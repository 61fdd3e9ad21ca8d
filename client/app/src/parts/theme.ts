/** The appearance that a person chose in this browser. static/theme.js applies it before the first paint. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'sealmesh.theme';

export function chosenTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = theme;
  }
  try {
    if (theme === 'system') {
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, theme);
    }
  } catch {
    // A browser without storage keeps the choice for as long as the page is open.
  }
}
