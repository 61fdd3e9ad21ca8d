// Bundles the app into dist/: a script and a style sheet named by their content, so that browsers may keep
// them for good, and the static files beside them. Nothing is fetched from elsewhere.
// With --fixture: the same page over invented data, into target/fixture/.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const fixture = process.argv.includes('--fixture');
const out = fixture ? 'target/fixture' : 'dist';

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await cp('static', out, { recursive: true });
// Named by its content, too, so that a page starts the worker that it was built with.
const worker = await build({
  entryPoints: { 'media-worker': '../sdk/src/media/mediaWorker.ts' },
  outdir: out,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  sourcemap: true,
  metafile: true,
  target: 'es2022',
  logLevel: 'warning',
});
const { metafile } = await build({
  entryPoints: { app: fixture ? 'fixture/fixture.ts' : 'src/index.ts', look: 'static/app.css' },
  outdir: out,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  sourcemap: true,
  metafile: true,
  format: 'esm',
  // What is imported when it is needed becomes a file of its own.
  splitting: true,
  chunkNames: 'part-[name]-[hash]',
  target: 'es2022',
  // From source, so that the app builds without the SDK having been built before it.
  alias: {
    '@sealmesh/sdk': '../sdk/src/index.ts',
    // As its makers bundle it for browsers: from source it would want Node's `global`.
    'sockjs-client': 'sockjs-client/dist/sockjs.min.js',
  },
  define: { MEDIA_WORKER: JSON.stringify(only(worker.metafile, /^media-worker-.*\.js$/)) },
  logLevel: 'warning',
});

function only({ outputs }, pattern) {
  const [name, ...more] = Object.keys(outputs)
    .map((path) => basename(path))
    .filter((name) => pattern.test(name));
  if (name === undefined || more.length > 0) throw new Error(`not one file ${pattern}`);
  return name;
}
const page = await readFile('static/index.html', 'utf8');
await writeFile(
  `${out}/index.html`,
  page
    .replace('"app.js"', `"${only(metafile, /^app-.*\.js$/)}"`)
    .replace('"app.css"', `"${only(metafile, /^look-.*\.css$/)}"`),
);
await rm(`${out}/app.css`);
