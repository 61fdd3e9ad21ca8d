/** Where the focus goes in a vertical list, by key; undefined for a key that means nothing here. */
export function rove(key: string, index: number, length: number): number | undefined {
  if (length === 0) {
    return undefined;
  }
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, length - 1);
    case 'ArrowUp':
      return Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
