/** Where Debian keeps the browser that the end-to-end tests drive. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
