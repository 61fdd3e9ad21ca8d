/**
 * Has the browser save what is behind an address of this site. It stays on the page whatever the answer is, and the
 * file need not fit into memory.
 */
export function download(address: string): void {
  const way = document.createElement('a');
  way.href = address;
  // The site names the file; the attribute alone says that it is to be saved.
  way.download = '';
  way.click();
}
