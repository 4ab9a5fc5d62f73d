import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { createFolder } from '../../support/components/server.ts';
import { chartFolder, createHelm, parseManifests } from './helm.ts';
import { findTypeFaults } from './kubernetes-types.ts';

const OLDEST_KUBERNETES = '1.29.0';
const NEWER_KUBERNETES = ['1.30.0', '1.31.0', '1.32.0', '1.33.0', '1.34.0', '1.35.0', '1.36.0', '1.37.0'];
const MONITORED = join(chartFolder, 'ci', 'monitoring-values.yaml');

const valuesFiles = readdirSync(join(chartFolder, 'ci')).map((name) => join(chartFolder, 'ci', name));

for (const name of ['helm', 'helm-3'] as const) {
  describeWith([name], `the chart with ${name}`, (paths) => {
    const helm = createHelm(paths[name]);

    it.each(valuesFiles)('is without fault by helm lint --strict: %s', async (valuesFile) => {
      const { code, stdout } = await helm.run(['lint', '--strict', chartFolder, '--values', valuesFile]);
      expect(stdout).toContain('1 chart(s) linted, 0 chart(s) failed');
      expect(stdout).not.toMatch(/\[(WARNING|ERROR)\]/);
      expect(code).toBe(0);
    });

    it('makes manifests whose every field and value Kubernetes and the operator know', async () => {
      const samples = [];
      for (const valuesFile of valuesFiles) {
        const manifests = await helm.render({ valuesFile, kubeVersion: OLDEST_KUBERNETES });
        samples.push(...manifests.map((manifest) => ({ origin: valuesFile, manifest })));
      }
      expect(samples.length).toBeGreaterThan(valuesFiles.length * 3);
      expect(await findTypeFaults(samples)).toEqual([]);
    });

    it.each(valuesFiles)(
      'makes the same for every newer Kubernetes as for the oldest: %s',
      async (valuesFile) => {
        const oldest = await helm.template({ valuesFile, kubeVersion: OLDEST_KUBERNETES });
        expect(oldest.code).toBe(0);
        for (const kubeVersion of NEWER_KUBERNETES) {
          expect(await helm.template({ valuesFile, kubeVersion })).toEqual(oldest);
        }
      },
    );

    it('refuses a Kubernetes without native sidecars', async () => {
      const { code, stderr } = await helm.template({
        valuesFile: MONITORED,
        kubeVersion: '1.28.0',
      });
      expect(code).toBe(1);
      expect(stderr).toContain('chart requires kubeVersion: >=1.29.0-0');
    });

    it('installs from its package as from its folder', async () => {
      const { path: folder } = await createFolder('package');
      const packed = await helm.run(['package', chartFolder, '--destination', folder]);
      expect(packed).toMatchObject({ code: 0 });
      const [archive = ''] = readdirSync(folder);
      for (const valuesFile of valuesFiles) {
        const fromPackage = await helm.render({ chart: join(folder, archive), valuesFile });
        expect(fromPackage).toEqual(await helm.render({ valuesFile }));
      }
    });
  });
}

describeWith(['helm'], 'the notes of the chart', (paths) => {
  const helm = createHelm(paths.helm);

  async function readNotes(valuesFile: string): Promise<string> {
    const args = ['install', 'webex-exporter', chartFolder, '--dry-run=client', '--values', valuesFile];
    const { stdout } = await helm.run(args);
    return stdout.slice(stdout.indexOf('NOTES:'));
  }

  it('say where to look, and nothing more where all is well', async () => {
    const notes = await readNotes(join(chartFolder, 'ci', 'shards-values.yaml'));
    expect(notes).toContain('4 site(s) every 1h, divided among 3 shards');
    expect(notes).toContain('port-forward statefulset/webex-exporter-memory 10054:10054');
    expect(notes).not.toMatch(/has it scraped|refresh token|stand in Helm's release/);
  });

  it('warn of what is hardly meant so', async () => {
    const notes = await readNotes(join(chartFolder, 'ci', 'created-secret-values.yaml'));
    expect(notes).toContain('Nothing of this chart has it scraped');
    expect(notes).toContain("The credentials stand in Helm's release too");
    expect(notes).toContain('persistence.enabled=true');
    expect(notes).not.toContain('some-secret');
  });

  it.each([
    [
      'login',
      'exec --stdin --tty deployment/webex-exporter --container webex-exporter -- node /app/dist/main.js login',
    ],
    ['localhost', 'Only containers of its own pod reach it, at 127.0.0.1:10054/metrics'],
    [
      'pod-monitor',
      'http://localhost:8001/api/v1/namespaces/default/services/http:webex-exporter:metrics/proxy/',
    ],
    ['ingress', 'https://webex.example.com/'],
    ['http-route', 'nothing asks for a password'],
  ])('tell what goes with the values: %s', async (name, line) => {
    expect(await readNotes(join(chartFolder, 'ci', `${name}-values.yaml`))).toContain(line);
  });

  it('name no test where there is none', async () => {
    expect(await readNotes(join(chartFolder, 'ci', 'localhost-values.yaml'))).not.toContain('helm test');
  });
});

describeWith(['helm'], 'the check of manifests by their types', () => {
  it('finds a wrong value, an unknown field and a missing one', async () => {
    const manifests = parseManifests(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: faulty }
spec:
  replicas: two
  selector: {}
  template: { spec: { containers: [{ name: x, port: 1 }] } }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: faulty }
spec: { endpoints: [{ scrapeTimout: 1s }] }
`);
    const faults = await findTypeFaults(manifests.map((manifest) => ({ origin: 'example', manifest })));
    const text = faults.join('\n');
    expect(text).toContain('example: Deployment faulty: data/spec/replicas must be integer');
    expect(text).toContain('"port"');
    expect(text).toContain('"scrapeTimout"');
    expect(text).toMatch(/ServiceMonitor faulty: .*selector/);
  });
});
