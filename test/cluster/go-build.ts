import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Artefact } from '../support/components/artefact.ts';
import { runToSuccess } from '../support/components/command.ts';
import { startProcess } from '../support/components/process.ts';

// Ten minutes on two idle cores; an hour where others build too.
const BUILD_PATIENCE_MS = 3_600_000;

/** All processes of a Kubernetes node in one program, `kubernetes`, which is built once per state of its module. */
export const nodeProgram: Artefact = fromModule('node', async (module, folder) => {
  // Without it the API server says that it is of no version, and refuses what asks for one.
  const [version, major, minor] =
    /k8s\.io\/kubernetes v(\d+)\.(\d+)\.\d+/.exec(readFileSync(join(module, 'go.mod'), 'utf8')) ?? [];
  const flags = [`gitVersion=${version?.split(' ')[1]}`, `gitMajor=${major}`, `gitMinor=${minor}`].map(
    (assignment) => `-X k8s.io/component-base/version.${assignment}`,
  );
  const args = [
    'build',
    '-trimpath',
    '-ldflags',
    ['-s', '-w', ...flags].join(' '),
    '-o',
    join(folder, 'kubernetes'),
    '.',
  ];
  await runGo(module, args, { CGO_ENABLED: '0' });
});

/** The definitions (CRDs) of the Prometheus operator and of the Gateway API, one file each. */
export const definitions: Artefact = fromModule('crds', async (module, folder) => {
  const operator = 'github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1';
  const generator = ['tool', 'controller-gen', 'crd:crdVersions=v1,maxDescLen=0', `paths=${operator}`];
  await runGo(module, [...generator, `output:crd:dir=${folder}`]);
  const gateway = z
    .object({ Dir: z.string() })
    .parse(
      JSON.parse(
        await runToSuccess('go', ['mod', 'download', '-json', 'sigs.k8s.io/gateway-api'], { cwd: module }),
      ),
    );
  const standard = join(gateway.Dir, 'config', 'crd', 'standard');
  for (const name of await readdir(standard)) {
    if (/_(httproutes|gateways|gatewayclasses)\.yaml$/.test(name))
      await cp(join(standard, name), join(folder, name));
  }
});

/** Rejects where there is no Go that can build the modules here. */
export async function requireGo(): Promise<void> {
  const version = await runToSuccess('go', ['env', 'GOVERSION']).catch(() => {
    throw new Error('needs Go 1.26 or newer in the PATH');
  });
  const [, minor = '0'] = /go1\.(\d+)/.exec(version) ?? [];
  if (Number(minor) < 26) throw new Error(`needs Go 1.26 or newer; this is ${version.trim()}`);
}

function fromModule(name: string, build: (module: string, folder: string) => Promise<void>): Artefact {
  const module = fileURLToPath(new URL(name, import.meta.url));
  const hash = createHash('sha256');
  for (const file of readdirSync(module).sort()) hash.update(file).update(readFileSync(join(module, file)));
  return {
    name: `go-${name}-${hash.digest('hex').slice(0, 16)}`,
    fill: async (folder) => {
      await requireGo();
      await mkdir(folder, { recursive: true });
      await build(module, folder);
    },
  };
}

async function runGo(
  module: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const inherited = Object.entries(process.env).filter(([name]) =>
    /^(HOME|GO\w+|HTTPS?_PROXY|NO_PROXY|SSL_CERT_\w+)$/.test(name),
  );
  const go = await startProcess('go', args, {
    cwd: module,
    env: { ...z.record(z.string(), z.string()).parse(Object.fromEntries(inherited)), ...env },
  });
  const limit = setTimeout(() => void go.stop('SIGKILL'), BUILD_PATIENCE_MS);
  const code = await go.exited;
  clearTimeout(limit);
  if (code !== 0)
    throw new Error(`go ${args[0] ?? ''} in ${module}: exit code ${code}: ${go.stderr.slice(-5).join('\n')}`);
}
