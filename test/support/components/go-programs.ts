import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Artefact } from './artefact.ts';
import { runToSuccess } from './command.ts';

const MODULE = fileURLToPath(new URL('go', import.meta.url));

/** Minutes with an empty build cache; then some seconds. */
const BUILD_LIMIT_MS = 20 * 60_000;

/** The programs of the Go module beside this file, a real OpenTelemetry Collector among them; built anew when it changes. */
export function goPrograms(): Artefact {
  const hash = createHash('sha256');
  const files = readdirSync(MODULE, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(?:go|mod|sum)$/.test(path),
  );
  for (const path of files.sort()) hash.update(path).update(readFileSync(join(MODULE, path)));
  return {
    name: `go-programs-${hash.digest('hex').slice(0, 12)}`,
    fill: async (folder) => {
      const args = ['-n', '19', 'go', 'build', '-trimpath', '-ldflags=-s -w', '-o', `${folder}/`, './...'];
      await runToSuccess('nice', args, { cwd: MODULE, timeLimitMs: BUILD_LIMIT_MS });
    },
  };
}
