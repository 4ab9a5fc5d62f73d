/**
 * Builds the program: `npm run build`. In a few files, since each of hundreds takes Node as long to find as to run; they are not
 * minified, so that an error still says where it comes from.
 */
import { rm, writeFile } from 'node:fs/promises';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const common: BuildOptions = { outdir: 'dist', bundle: true, platform: 'node', target: 'node20.19' };

/** The launcher loads the rest as it is built, beside it. */
const besideTheLauncher: Plugin = {
  name: 'beside-the-launcher',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\/entry\.ts$/ }, () => ({ path: './entry.mjs', external: true }));
  },
};

// The names of parts change with what is in them.
await rm('dist', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['src/entry.ts'],
  /** What is behind an `import()` is a file of its own, and loaded only where it is asked for. */
  splitting: true,
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  /** As large as all the rest together, and needed only where a push is; the API alone is asked for by prom-client too. */
  external: ['exporter-prometheus', 'otlp-transformer', 'resources', 'sdk-metrics'].map(
    (name) => `@opentelemetry/${name}`,
  ),
  /** Packages in CommonJS ask for Node's modules by `require`, which ES modules do not have. */
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
// In CommonJS: `--version` needs no loader of ES modules, whose start takes milliseconds.
await build({
  ...common,
  entryPoints: ['src/main.ts'],
  format: 'cjs',
  define: { 'import.meta.dirname': '__dirname' },
  plugins: [besideTheLauncher],
});
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
