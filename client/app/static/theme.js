/* global document, localStorage */
// Runs before the first paint, so that a chosen appearance does not flash the other one.
try {
  const theme = localStorage.getItem('sealmesh.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off in this browser: the system's appearance is a good answer.
}
