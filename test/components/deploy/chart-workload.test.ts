import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeWith } from '../../support/components/describe-with.ts';
import { chartFolder, createHelm, type Manifest, only, parseManifests } from './helm.ts';
import { readContainer, readEnvironment, readPodTemplate } from './pod.ts';
import { findSecurityFaults } from './security.ts';

const GOOD = { settings: { sites: ['acme.webex.com'] }, credentials: { existingSecret: 'webex' } };

/** Of files in ci: they keep to the standard, but may write to their root file system. */
const USERS_CONTAINERS = ['wait', 'agent', 'collector'];

describeWith(['helm'], 'the workload of the chart', (paths) => {
  const helm = createHelm(paths.helm);
  const render = async (values: object): Promise<readonly Manifest[]> =>
    helm.render({ values: { ...GOOD, ...values } });

  it('is one pod that hands over to the next one without a gap', async () => {
    expect(only(await render({}), 'Deployment')).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      },
    });
  });

  it('is stopped before its successor starts where both would write one volume', async () => {
    const manifests = await render({ persistence: { enabled: true } });
    expect(only(manifests, 'Deployment')).toMatchObject({
      spec: { replicas: 1, strategy: { type: 'Recreate' } },
    });
    const claim = only(manifests, 'PersistentVolumeClaim').metadata.name;
    expect(readPodTemplate(manifests).spec.volumes).toContainEqual({
      name: 'webex-exporter-state',
      persistentVolumeClaim: { claimName: claim },
    });
  });

  it('uses a claim that exists and makes none', async () => {
    const manifests = await render({ persistence: { enabled: true, existingClaim: 'mine' } });
    expect(manifests.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
    expect(readPodTemplate(manifests).spec.volumes).toContainEqual({
      name: 'webex-exporter-state',
      persistentVolumeClaim: { claimName: 'mine' },
    });
  });

  it('keeps its state in a private folder of what is mounted', async () => {
    const container = readContainer(readPodTemplate(await render({})).spec);
    const mount = container.volumeMounts.find(({ name }) => name === 'webex-exporter-state');
    expect(readEnvironment(container)['WEBEX_STATE_DIR']).toBe(`${mount?.mountPath}/state`);
  });

  it('gives a rollout the time that the request budget asks for', async () => {
    const sites = Array.from({ length: 200 }, (_, index) => `site${index}.webex.com`);
    const { spec } = only(await render({ settings: { sites, requestsPerMinute: 30 } }), 'Deployment');
    // 200 sites with 3 windows at 30 a minute are 20 minutes.
    expect(spec).toMatchObject({ progressDeadlineSeconds: 2400 });
  });

  it('restarts when the chart is given other credentials, and not for another chart version', async () => {
    const withSecret = async (clientSecret: string): Promise<object> =>
      readPodTemplate(await render({ credentials: { clientId: 'i', clientSecret, refreshToken: 'r' } }))
        .metadata;
    expect(await withSecret('a')).toEqual(await withSecret('a'));
    expect(await withSecret('a')).not.toEqual(await withSecret('b'));
    expect(await withSecret('a')).not.toHaveProperty(['labels', 'helm.sh/chart']);
  });

  it('takes the digest rather than the tag', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const image = { registry: 'r.example.com', repository: 'x/y', tag: '9', digest };
    expect(readContainer(readPodTemplate(await render({ image })).spec).image).toBe(
      `r.example.com/x/y@${digest}`,
    );
    const tagged = await render({ image: { ...image, digest: '' } });
    expect(readContainer(readPodTemplate(tagged).spec).image).toBe('r.example.com/x/y:9');
  });

  it('has a simulated Webex beside it where one is asked for, and then needs no Secret', async () => {
    const manifests = await helm.render({ values: { simulator: { enabled: true, seed: 7 } } });
    const { spec } = readPodTemplate(manifests);
    const simulator = readContainer(spec, 'simulator');
    expect(simulator.restartPolicy).toBe('Always');
    expect(simulator.args).toEqual([
      'simulate',
      '--simulator.listen-address=127.0.0.1:10055',
      '--simulator.seed=7',
    ]);
    expect(simulator.image).toBe(readContainer(spec).image);
    expect(JSON.stringify(manifests)).not.toMatch(/"Secret"|secretName|secretKeyRef/);
  });

  describe('and what is added to it', () => {
    it('takes the place of what the chart has under the same name', async () => {
      const container = readContainer(
        readPodTemplate(
          await render({
            extraEnv: [
              { name: 'WEBEX_POLL_INTERVAL', value: '15m' },
              { name: 'WEBEX_CLIENT_SECRET', valueFrom: { secretKeyRef: { name: 'mine', key: 'secret' } } },
            ],
            extraArgs: ['--log.level=debug'],
            extraVolumes: [{ name: 'webex-exporter-state', emptyDir: { medium: 'Memory' } }],
            extraVolumeMounts: [{ name: 'webex-exporter-state', mountPath: '/var/lib/webex-exporter' }],
          }),
        ).spec,
      );
      const names = container.env.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(readEnvironment(container)).toMatchObject({
        WEBEX_POLL_INTERVAL: '15m',
        WEBEX_WINDOWS: '1d,7d,28d',
      });
      expect(names).toContain('WEBEX_CLIENT_SECRET');
      expect(names).not.toContain('WEBEX_CLIENT_SECRET_FILE');
      expect(container.args.filter((arg) => arg.startsWith('--log.'))).toEqual([
        '--log.format=logfmt',
        '--log.level=debug',
      ]);
      const paths = container.volumeMounts.map(({ mountPath }) => mountPath);
      expect(new Set(paths).size).toBe(paths.length);
    });

    it('listens at one more address', async () => {
      const manifests = await render({ extraArgs: ['--web.listen-address=127.0.0.1:9000'] });
      expect(readContainer(readPodTemplate(manifests).spec).args).toEqual(
        expect.arrayContaining(['--web.listen-address=:10054', '--web.listen-address=127.0.0.1:9000']),
      );
    });
  });

  describe('in shards', () => {
    it('is a StatefulSet whose pods know which shard they are', async () => {
      const manifests = await render({ shards: 3 });
      expect(manifests.map(({ kind }) => kind)).not.toContain('Deployment');
      const set = only(manifests, 'StatefulSet');
      expect(set).toMatchObject({ spec: { replicas: 3, podManagementPolicy: 'Parallel' } });
      const container = readContainer(readPodTemplate(manifests).spec);
      expect(container.args).toContain('--shard=auto/3');
      expect(container.env).toContainEqual({
        name: 'WEBEX_EXPORTER_POD_NAME',
        valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
      });
      const services = manifests.filter(({ kind }) => kind === 'Service');
      const headless = services.find((service) =>
        JSON.stringify(service.spec).includes('"clusterIP":"None"'),
      );
      expect(set).toMatchObject({ spec: { serviceName: headless?.metadata.name } });
    });

    it('has a volume for each', async () => {
      const manifests = await render({ shards: 3, persistence: { enabled: true, size: '2Gi' } });
      expect(only(manifests, 'StatefulSet')).toMatchObject({
        spec: {
          volumeClaimTemplates: [
            {
              metadata: { name: 'webex-exporter-state' },
              spec: { resources: { requests: { storage: '2Gi' } } },
            },
          ],
        },
      });
      const volumes = readPodTemplate(manifests).spec.volumes.map(({ name }) => name);
      expect(volumes).not.toContain('webex-exporter-state');
    });

    it('has another name with volumes than without, since they cannot be added or removed', async () => {
      const nameOf = async (enabled: boolean, release: string): Promise<string> => {
        const values = { ...GOOD, shards: 2, persistence: { enabled } };
        return only(await helm.render({ values, release }), 'StatefulSet').metadata.name;
      };
      expect(await nameOf(true, 'webex-exporter')).toBe('webex-exporter');
      expect(await nameOf(false, 'webex-exporter')).toBe('webex-exporter-memory');
      // A label of its pods is that name, a hyphen and a hash of ten characters: 63 at most.
      expect((await nameOf(false, 'r'.repeat(53))).length).toBeLessThanOrEqual(52);
    });

    it('claims what Argo CD finds again in the cluster', async () => {
      const manifests = await render({ shards: 3, persistence: { enabled: true } });
      expect(only(manifests, 'StatefulSet')).toMatchObject({
        spec: { volumeClaimTemplates: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' }] },
      });
    });

    it('has no shard when there is one', async () => {
      expect(readContainer(readPodTemplate(await render({})).spec).args.join(' ')).not.toContain('--shard');
    });
  });

  describe('and its Secret', () => {
    it('is created with what is mounted', async () => {
      const credentials = {
        clientId: 'the-id',
        clientSecret: 'the-secret',
        refreshToken: 'the-refresh-token',
      };
      const manifests = await render({ credentials });
      const secret = only(manifests, 'Secret');
      expect(secret).toMatchObject({
        stringData: {
          'client-id': 'the-id',
          'client-secret': 'the-secret',
          'refresh-token': 'the-refresh-token',
        },
      });
      expect(readPodTemplate(manifests).spec.volumes).toContainEqual({
        name: 'webex-exporter-credentials',
        projected: {
          sources: [
            {
              secret: {
                name: secret.metadata.name,
                items: [
                  { key: 'client-id', path: 'client-id' },
                  { key: 'client-secret', path: 'client-secret' },
                ],
              },
            },
            {
              secret: {
                name: secret.metadata.name,
                items: [{ key: 'refresh-token', path: 'refresh-token' }],
              },
            },
          ],
        },
      });
      const others = JSON.stringify(manifests.filter((manifest) => manifest !== secret));
      expect(others).not.toMatch(/the-id|the-secret|the-refresh-token/);
    });

    it('is left to others when it exists, under the keys it has', async () => {
      const credentials = {
        existingSecret: 'mine',
        method: 'accessToken',
        keys: { accessToken: 'webex.token' },
      };
      const manifests = await render({ credentials });
      expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
      expect(readPodTemplate(manifests).spec.volumes).toContainEqual({
        name: 'webex-exporter-credentials',
        projected: {
          sources: [{ secret: { name: 'mine', items: [{ key: 'webex.token', path: 'access-token' }] } }],
        },
      });
    });

    it('may lack the refresh token where the tokens of a login outlive the pod', async () => {
      const credentials = { clientId: 'the-id', clientSecret: 'the-secret' };
      const manifests = await render({ credentials, persistence: { enabled: true } });
      expect(only(manifests, 'Secret')['stringData']).toEqual({
        'client-id': 'the-id',
        'client-secret': 'the-secret',
      });
      const sources = z.array(z.object({ secret: z.looseObject({ optional: z.boolean().optional() }) }));
      const volume = readPodTemplate(manifests).spec.volumes.find(
        ({ name }) => name === 'webex-exporter-credentials',
      );
      const { projected } = z.looseObject({ projected: z.object({ sources }) }).parse(volume);
      expect(projected.sources.map(({ secret }) => secret.optional)).toEqual([undefined, true]);
    });
  });

  describe('and its probes', () => {
    async function readProbes(web: object): Promise<object> {
      return readContainer(readPodTemplate(await render({ web })).spec);
    }

    it('ask for health and readiness, and restart nothing because of Webex', async () => {
      const asked = (path: string): object => ({ httpGet: { path, port: 'metrics', scheme: 'HTTP' } });
      expect(await readProbes({})).toMatchObject({
        startupProbe: asked('/-/healthy'),
        livenessProbe: asked('/-/healthy'),
        readinessProbe: asked('/-/ready'),
      });
    });

    it('ask by https where the page has TLS', async () => {
      expect(await readProbes({ config: { existingSecret: 'web', tls: true } })).toMatchObject({
        livenessProbe: { httpGet: { scheme: 'HTTPS' } },
      });
    });

    it('only connect where the page asks for what the kubelet has not', async () => {
      const probes = await readProbes({ config: { existingSecret: 'web', auth: true } });
      expect(probes).toMatchObject({ livenessProbe: { tcpSocket: { port: 'metrics' } } });
      expect(JSON.stringify(probes)).not.toContain('httpGet');
    });

    it('run in the container where nobody else reaches the page', async () => {
      const probes = await readProbes({ bind: 'localhost' });
      expect(probes).toMatchObject({ livenessProbe: { exec: {} }, readinessProbe: { exec: {} } });
      expect(JSON.stringify(probes)).toContain('--web.listen-address=127.0.0.1:10054');
      expect(JSON.stringify(probes)).not.toContain('httpGet');
    });
  });

  it.each(readdirSync(join(chartFolder, 'ci')))('is safe in every form: %s', async (name) => {
    const manifests = await helm.render({ valuesFile: join(chartFolder, 'ci', name) });
    expect(manifests.flatMap((manifest) => findSecurityFaults(manifest, USERS_CONTAINERS))).toEqual([]);
    for (const account of manifests.filter(({ kind }) => kind === 'ServiceAccount')) {
      expect(account).toMatchObject({ automountServiceAccountToken: false });
    }
  });

  it('leaves user and group to OpenShift', async () => {
    const manifests = await helm.render({ valuesFile: join(chartFolder, 'ci', 'openshift-values.yaml') });
    expect(JSON.stringify(manifests)).not.toMatch(/runAsUser|runAsGroup|fsGroup"/);
  });
});

describe('the check of pods', () => {
  it('finds every weakness', () => {
    const manifests = parseManifests(`
apiVersion: v1
kind: Pod
metadata: { name: weak }
spec:
  hostNetwork: true
  containers:
    - { name: a, image: x, securityContext: { runAsUser: 0, runAsNonRoot: true, capabilities: { drop: [ALL], add: [NET_RAW] } } }
  volumes:
    - { name: v, hostPath: { path: / } }
`);
    expect(manifests.flatMap((manifest) => findSecurityFaults(manifest))).toEqual([
      'mounts a token for the Kubernetes API',
      'hostNetwork',
      'volume v',
      'a runs as root',
      'a has no seccomp profile',
      'a may gain privileges',
      'a writes to its root file system',
      'a keeps capabilities',
    ]);
  });
});
