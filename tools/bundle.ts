/**
 * Builds the program: `npm run build`. In a few files, since each of hundreds takes Node as long to find as to run; they are not
 * minified, so that an error still says where it comes from.
 */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

// The names of parts change with what is in them.
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  /** What is behind an `import()` is a file of its own, and loaded only where it is asked for. */
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  /** As large as all the rest together, and needed only where a push is; the API alone is asked for by prom-client too. */
  external: ['exporter-prometheus', 'otlp-transformer', 'resources', 'sdk-metrics'].map(
    (name) => `@opentelemetry/${name}`,
  ),
  /** Packages in CommonJS ask for Node's modules by `require`, which ES modules do not have. */
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
