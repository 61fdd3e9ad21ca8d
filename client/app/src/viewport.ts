/**
 * Keeps the page as high as what can be seen of it. Chromium resizes the page for the keyboard of a phone by
 * itself (see the viewport in index.html); Safari lays the keyboard over it.
 */
export function followKeyboard(viewport: VisualViewport, root: HTMLElement): void {
  viewport.addEventListener('resize', () => {
    // Whoever zooms in looks at a part of the page, which must not shrink to that part.
    if (viewport.scale === 1) {
      root.style.setProperty('--app-height', `${viewport.height}px`);
      scrollTo(0, 0);
    }
  });
}
