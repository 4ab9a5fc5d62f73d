import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter } from '../../support/components/process.ts';
import { runPromtool } from '../../support/components/prometheus.ts';
import { createFolder } from '../../support/components/server.ts';
import { createHelm, createParentChart, type Manifest, only, parseManifests } from './helm.ts';
import { findTypeFaults } from './kubernetes-types.ts';
import { toLocal } from './local-container.ts';
import { type PodSpec, readContainer, readPodTemplate } from './pod.ts';
import { findSecurityFaults } from './security.ts';
import { isSelected, readPodSelector } from './selection.ts';

const folder = fileURLToPath(new URL('../../../deploy/sidecar', import.meta.url));
const files = readdirSync(folder);

const data = z.object({ data: z.record(z.string(), z.string()) });

function readFile(name: string): readonly Manifest[] {
  return parseManifests(readFileSync(join(folder, name), 'utf8'));
}

/** Whether the exporter starts before the pod's own containers, stops after them, and never takes it out of service. */
function isNativeSidecar({ initContainers }: PodSpec): boolean {
  const sidecar = initContainers.find(({ name }) => name === 'webex-exporter');
  return sidecar?.restartPolicy === 'Always' && 'startupProbe' in sidecar && !('readinessProbe' in sidecar);
}

describe.each(files)('the plain sidecar %s', (name) => {
  const manifests = readFile(name);
  const { spec } = readPodTemplate(manifests);

  it('is a native sidecar', () => {
    expect(isNativeSidecar(spec)).toBe(true);
  });

  it('has nothing that Kubernetes or the operator does not know', async () => {
    expect(await findTypeFaults(manifests.map((manifest) => ({ origin: name, manifest })))).toEqual([]);
  });

  it('is safe', () => {
    expect(manifests.flatMap((manifest) => findSecurityFaults(manifest, ['application']))).toEqual([]);
  });

  it('is configured by its environment alone, as the program accepts it', async () => {
    const mounts = await createFolder('mounts');
    const { args, env } = toLocal(readContainer(spec), mounts.path);
    expect(args).toHaveLength(1);
    await using exporter = await startExporter([...args, '--config.check'], env);
    expect(await exporter.exited).toBe(0);
    expect(exporter.stderr).toEqual([]);
    await mounts.remove();
  });

  it('has a Secret of the same form as the others', () => {
    const secrets = readContainer(spec).env.filter(
      (variable) => 'valueFrom' in variable && /CLIENT|TOKEN/.test(variable.name),
    );
    expect(secrets.map(({ name: variable, valueFrom }) => ({ variable, valueFrom }))).toEqual([
      {
        variable: 'WEBEX_CLIENT_ID',
        valueFrom: { secretKeyRef: { name: 'webex-exporter', key: 'client-id' } },
      },
      {
        variable: 'WEBEX_CLIENT_SECRET',
        valueFrom: { secretKeyRef: { name: 'webex-exporter', key: 'client-secret' } },
      },
      {
        variable: 'WEBEX_REFRESH_TOKEN',
        valueFrom: { secretKeyRef: { name: 'webex-exporter', key: 'refresh-token' } },
      },
    ]);
  });
});

describe('the collector beside it', () => {
  it.each(['otel-collector.yaml', 'prometheus-agent.yaml'])(
    'scrapes where the exporter listens: %s',
    (name) => {
      const manifests = readFile(name);
      const [listen] = readContainer(readPodTemplate(manifests).spec).args;
      const [config] = Object.values(data.parse(only(manifests, 'ConfigMap')).data);
      expect(listen).toBe('--web.listen-address=127.0.0.1:10054');
      expect(config).toContain("'127.0.0.1:10054'");
    },
  );

  it('is found by the PodMonitor at the port of the sidecar', () => {
    const manifests = readFile('application-pod-monitor.yaml');
    const { metadata, spec } = readPodTemplate(manifests);
    const monitor = only(manifests, 'PodMonitor');
    expect(isSelected(readPodSelector(monitor), metadata.labels)).toBe(true);
    const [port] = readContainer(spec).ports;
    expect(monitor.spec).toMatchObject({ podMetricsEndpoints: [{ port: port?.name, honorLabels: true }] });
  });
});

describeWith(['promtool'], 'the Prometheus agent beside it', () => {
  it('has a configuration that promtool accepts', async () => {
    const { data: files } = data.parse(only(readFile('prometheus-agent.yaml'), 'ConfigMap'));
    const mounts = await createFolder('mounts');
    const file = join(mounts.path, 'prometheus.yaml');
    writeFileSync(file, files['prometheus.yaml'] ?? '');
    expect(await runPromtool(['check', 'config', '--agent', file])).toMatchObject({ code: 0 });
    await mounts.remove();
  });
});

describeWith(['helm'], "the chart's container in the pod of another chart", (paths) => {
  const helm = createHelm(paths.helm);
  let chart = '';
  let mounts = '';
  beforeAll(async () => {
    chart = await createParentChart();
    mounts = (await createFolder('mounts')).path;
  });

  const render = async (values: object): Promise<readonly Manifest[]> =>
    helm.render({ chart, values: { 'webex-exporter': values } });
  const real = { simulator: { enabled: false }, settings: { sites: ['acme.webex.com'] } };

  it('comes with a simulated Webex where one is asked for, and with no workload of its own', async () => {
    const manifests = await render({});
    expect(manifests.map(({ kind }) => kind)).toEqual(['Deployment']);
    const { spec } = readPodTemplate(manifests);
    expect(isNativeSidecar(spec)).toBe(true);
    expect(spec.initContainers.map(({ name }) => name)).toEqual(['simulator', 'webex-exporter']);
    expect(readContainer(spec).args).toContain('--web.listen-address=127.0.0.1:10054');
  });

  it('comes with what goes with it', async () => {
    const manifests = await render({
      ...real,
      credentials: { clientId: 'i', clientSecret: 's', refreshToken: 'r' },
      web: { bind: 'podIP' },
      podMonitor: { enabled: true, matchLabels: { 'app.kubernetes.io/name': 'application' } },
      prometheusRule: { enabled: true },
      dashboards: { enabled: true },
    });
    const kinds = new Set(manifests.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['ConfigMap', 'Deployment', 'PodMonitor', 'PrometheusRule', 'Secret']);
    const { metadata, spec } = readPodTemplate(manifests);
    expect(isSelected(readPodSelector(only(manifests, 'PodMonitor')), metadata.labels)).toBe(true);
    const secretName = only(manifests, 'Secret').metadata.name;
    expect(spec.volumes.find(({ name }) => name === 'webex-exporter-credentials')).toMatchObject({
      projected: { sources: [{ secret: { name: secretName } }, { secret: { name: secretName } }] },
    });
    expect(await findTypeFaults(manifests.map((manifest) => ({ origin: 'parent', manifest })))).toEqual([]);
  });

  it('is configured as the program accepts it, at the address of the pod too', async () => {
    const manifests = await render({ ...real, credentials: { existingSecret: 'x' }, web: { bind: 'podIP' } });
    const { args, env } = toLocal(
      readContainer(readPodTemplate(manifests).spec),
      mkdtempSync(join(mounts, 'pod-')),
    );
    expect(args).toContain('--web.listen-address=[127.0.0.1]:10054');
    await using exporter = await startExporter([...args, '--config.check'], env);
    expect(await exporter.exited).toBe(0);
  });

  it.each([
    [
      'is not asked to be one',
      { ...real, mode: 'standalone', credentials: { existingSecret: 'x' } },
      'mode: sidecar',
    ],
    ['has no credentials', real, 'credentials.existingSecret is empty'],
  ])('is refused where it %s', async (_, values, message) => {
    await expect(render(values)).rejects.toThrow(message);
  });
});
