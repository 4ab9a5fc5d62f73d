import type { Artefact } from './artefact.ts';
import { runToSuccess } from './command.ts';

const BUILD_LIMIT_MS = 10 * 60_000;

/** A program of a published Go module, e.g. `github.com/rhysd/actionlint/cmd/actionlint@v1.7.12`. */
export function goInstall(program: string): Artefact {
  const [path = '', version = ''] = program.split('@');
  return {
    name: `go-${path.split('/').at(-1) ?? ''}-${version}`,
    fill: async (folder) => {
      const args = ['-n', '19', 'env', `GOBIN=${folder}`, 'go', 'install', program];
      await runToSuccess('nice', args, { timeLimitMs: BUILD_LIMIT_MS });
    },
  };
}
