/**
 * Builds the program: `npm run build`. In two files, since each of hundreds takes Node as long to find as to run. Names stay as they
 * are, so that an error still says where it comes from; blanks go, which are a quarter of what V8 would hold in memory.
 */
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const common: BuildOptions = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Node starts its loader of ES modules for the first of them, which takes milliseconds.
  format: 'cjs',
  define: { 'import.meta.dirname': '__dirname' },
  minifyWhitespace: true,
  lineLimit: 160,
};

/** What hono's server reads of the global object; the events it asks for are fetch's too, and there for WebSockets. */
const withoutFetch = {
  global: 'fetchClasses',
  'globalThis.Headers': 'fetchClasses.Headers',
  'globalThis.CloseEvent': 'undefined',
  'globalThis.ErrorEvent': 'undefined',
  Request: 'fetchClasses.Request',
  Response: 'fetchClasses.Response',
  Headers: 'fetchClasses.Headers',
};

/** hono's server asks it whether a request is one of HTTP/2. The exporter serves none, and Node would load it at every start. */
const withoutHttp2: Plugin = {
  name: 'without-http2',
  setup(bundle) {
    bundle.onResolve({ filter: /^node:http2$/ }, ({ importer }) =>
      importer.includes('@hono/node-server') ? { path: resolve('tools/no-http2.ts') } : undefined,
    );
  },
};

await rm('dist', { recursive: true, force: true });
await build({ ...common, entryPoints: { main: 'src/main.ts' } });
await build({
  ...common,
  entryPoints: { program: 'src/entry.ts' },
  define: { ...common.define, ...withoutFetch },
  plugins: [withoutHttp2],
  inject: ['tools/fetch-classes.ts'],
  // On the first line, so that places in errors are those of the file.
  banner: {
    js: '(function (require, __filename, __dirname) { const module = { exports: {} }, { exports } = module;',
  },
  footer: { js: 'return module.exports; })' },
  supported: { 'dynamic-import': false },
  // As large as all the rest together, and needed only where a push is; the API alone is asked for by prom-client too.
  external: ['exporter-prometheus', 'otlp-transformer', 'resources', 'sdk-metrics'].map(
    (name) => `@opentelemetry/${name}`,
  ),
});
// One other character, and V8 would hold two bytes for each. esbuild escapes them, but not in templates that have a tag.
const foreign = /[^\p{ASCII}].*/u.exec(await readFile('dist/program.js', 'utf8'));
if (foreign) throw new Error(`not ASCII, to be moved out of its template: ${foreign[0].slice(0, 80)}`);
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
await build({ ...common, entryPoints: { compile: 'tools/compile.ts' } });
await compile();
await rm('dist/compile.js');

/** Has V8 compile what a start and a scrape need. */
async function compile(): Promise<void> {
  // V8's default, given so that the program leaves it as it is: V8 takes what is compiled only under the same options.
  const options = ['--semi-space-growth-factor=2'];
  const child = spawn(process.execPath, [...options, 'dist/compile.js', resolve('dist/program.js')], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      WEBEX_SITES: 'built.webex.com',
      WEBEX_ACCESS_TOKEN: 'not-a-real-token',
      // Nobody listens there, and nobody need.
      WEBEX_ANALYTICS_URL: 'http://127.0.0.1:9',
    },
  });
  const exited = new Promise((settle) => child.once('exit', settle));
  let log = '';
  for await (const chunk of child.stderr ?? []) {
    log += String(chunk);
    const address = /msg=listening address=(\S+)/.exec(log)?.[1];
    if (address === undefined) continue;
    await (await fetch(`http://${address}/metrics`)).arrayBuffer();
    child.send('write');
    break;
  }
  if ((await exited) !== 0) throw new Error(`the built program does not run:\n${log}`);
}
