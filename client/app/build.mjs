// Bundles the app into dist/: one script, the static files beside it, nothing fetched from elsewhere.
import { cp, mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await cp('static', 'dist', { recursive: true });
await build({
  entryPoints: ['src/index.ts'],
  outfile: 'dist/app.js',
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  // From source, so that the app builds without the SDK having been built before it.
  alias: { '@sealmesh/sdk': '../sdk/src/index.ts' },
  logLevel: 'warning',
});
