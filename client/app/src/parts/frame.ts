/** How often what nobody sees is brought up to date. */
const UNSEEN_MS = 250;

/** Resolves before the next frame is drawn; a page that is not drawn has a beat of its own. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) {
      setTimeout(resolve, UNSEEN_MS);
    } else {
      requestAnimationFrame(() => {
        resolve();
      });
    }
  });
}
