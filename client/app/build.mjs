// Bundles the app into dist/: one script, the static files beside it, nothing fetched from elsewhere.
// With --fixture: the same page over invented data, into target/fixture/.
import { cp, mkdir, rm } from 'node:fs/promises';
import process from 'node:process';
import { build } from 'esbuild';

const fixture = process.argv.includes('--fixture');
const out = fixture ? 'target/fixture' : 'dist';

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await cp('static', out, { recursive: true });
await build({
  entryPoints: [fixture ? 'fixture/fixture.ts' : 'src/index.ts'],
  outfile: `${out}/app.js`,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  // From source, so that the app builds without the SDK having been built before it.
  alias: { '@sealmesh/sdk': '../sdk/src/index.ts' },
  logLevel: 'warning',
});
