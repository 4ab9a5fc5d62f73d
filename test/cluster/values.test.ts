import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { chartFolder } from '../components/deploy/helm.ts';
import { tlsText } from '../support/certificates.ts';
import type { Cluster } from './cluster.ts';
import { createNamespace, CREDENTIALS, type Namespace, settingsFor } from './namespace.ts';
import { isReady, isRunning } from './pods.ts';
import { requireSuccess, upgrade } from './release.ts';

const files = readdirSync(join(chartFolder, 'ci')).map((name) => name.replace('-values.yaml', ''));

/** Whose pods bring along images that need not be reachable: that they are let in is all that is looked at. */
const FOREIGN = new Set(['extras', 'localhost']);

const owned = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({
        managedFields: z.array(z.looseObject({ manager: z.string(), operation: z.string() })),
      }),
    }),
  ),
});

/** Who has made the objects of the release, and how: the first entry is that of the maker. */
async function listOwners({ run }: Namespace): Promise<readonly string[]> {
  const kinds = 'serviceaccounts,services,deployments,statefulsets,podmonitors';
  const args = [
    'get',
    kinds,
    '--selector=app.kubernetes.io/managed-by=Helm',
    '--show-managed-fields',
    '--output=json',
  ];
  return owned
    .parse(JSON.parse(await run(args)))
    .items.flatMap(({ metadata }) =>
      metadata.managedFields.slice(0, 1).map(({ manager, operation }) => `${manager} ${operation}`),
    );
}

async function untilAsWanted(name: string, { untilPods }: Namespace): Promise<void> {
  if (name === 'sidecar') return;
  if (name === 'login') await untilPods((pods) => pods.some(isRunning));
  else if (FOREIGN.has(name)) await untilPods((pods) => pods.length > 0);
  else await untilPods((pods) => pods.length > 0 && pods.every(isReady));
}

/** What a values file refers to and users make themselves. */
async function prepare({ api, name, putSecret }: Namespace, cluster: Cluster): Promise<void> {
  const { analyticsUrl, apiUrl } = settingsFor(cluster);
  await api.create('/api/v1/namespaces', { metadata: { name: 'monitoring' } });
  await api.create(`/api/v1/namespaces/${name}/configmaps`, {
    metadata: { name: 'simulator' },
    data: { WEBEX_ANALYTICS_URL: analyticsUrl, WEBEX_API_URL: apiUrl, WEBEX_ALLOW_HTTP: 'true' },
  });
  await api.create(`/api/v1/namespaces/${name}/persistentvolumeclaims`, {
    metadata: { name: 'webex-state' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  for (const secret of ['webex-exporter', 'acme', 'globex']) await putSecret(secret, CREDENTIALS);
  await putSecret('webex-token', { token: CREDENTIALS['access-token'] ?? '' });
  await putSecret('webex-exporter-web', {
    'web-config.yaml': `tls_server_config: { cert_file: server.pem, key_file: server.key }\nbasic_auth_users: { alice: '${hashSync('some-password', 4)}' }\n`,
    'server.pem': tlsText('server.pem'),
    'server.key': tlsText('server.key'),
  });
}

/** Webex is simulated, and the image is the one that is there. */
function overrides(file: string, cluster: Cluster): object {
  const values = z.looseObject({ config: z.unknown().optional() }).parse(parse(readFileSync(file, 'utf8')));
  const image = { registry: 'ghcr.io', digest: '', pullPolicy: 'IfNotPresent' };
  // A file's accounts have their regions; the environment counts before them.
  if (values.config !== undefined) return { image, extraEnvFrom: [{ configMapRef: { name: 'simulator' } }] };
  return { image, settings: settingsFor(cluster) };
}

const cluster = inject('cluster');

describe.skipIf(cluster === undefined).concurrent('each values file in ci, in a restricted namespace', () => {
  it.each(files)('is installed by server-side apply, and its pods get ready: %s', async (name) => {
    if (cluster === undefined) throw new Error('skipped without a cluster');
    const namespace = await createNamespace(cluster, `ci-${name}`);
    const { helm, run } = namespace;
    await prepare(namespace, cluster);
    const valuesFile = join(chartFolder, 'ci', `${name}-values.yaml`);
    const isAwaited = !FOREIGN.has(name) && name !== 'login';
    const finished = await upgrade(namespace, overrides(valuesFile, cluster), { valuesFile, isAwaited });
    const seen = finished.code === 0 ? '' : await run(['get', 'pods,events', '--output', 'wide']);
    requireSuccess({ ...finished, stderr: `${finished.stderr}${seen}` });

    const owners = await listOwners(namespace);
    expect(new Set(owners)).toEqual(new Set(['helm Apply']));
    await untilAsWanted(name, namespace);
    await helm.run(['uninstall', 'webex-exporter', '--namespace', namespace.name]);
    await namespace.remove();
  });
});
