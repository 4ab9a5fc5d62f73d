import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import { createHelm, only, parseManifests } from './helm.ts';
import { findTypeFaults } from './kubernetes-types.ts';
import { PLAIN_FILES, plainFolder, readPlainFile, renderPlainFile } from './plain-manifests.ts';
import { readContainer, readPodTemplate } from './pod.ts';
import { findSecurityFaults } from './security.ts';
import { isSelected, readServiceSelector } from './selection.ts';

const files = PLAIN_FILES.map((file) => ({ ...file, toString: () => file.name }));

describeWith(['helm'], 'each file of plain manifests', (paths) => {
  const helm = createHelm(paths.helm);

  it.each(files)('is what the chart makes: %s', async (file) => {
    await expect(await renderPlainFile(helm, file)).toMatchFileSnapshot(`${plainFolder}/${file.name}`);
  });

  it('has rules beside it that are those of the chart', async () => {
    const values = { simulator: { enabled: true }, prometheusRule: { enabled: true } };
    const { spec } = only(await helm.render({ values }), 'PrometheusRule');
    const [plain] = parseManifests(readFileSync(`${plainFolder}/prometheus-rule.yaml`, 'utf8'));
    expect(plain?.spec).toEqual(spec);
  });
});

describe('the plain manifests', () => {
  it('have nothing that Kubernetes or the operator does not know, and nothing unsafe', async () => {
    const samples = PLAIN_FILES.flatMap((file) =>
      parseManifests(readPlainFile(file)).map((manifest) => ({ origin: file.name, manifest })),
    );
    expect(samples.length).toBeGreaterThan(9);
    expect(await findTypeFaults(samples)).toEqual([]);
    expect(samples.flatMap(({ manifest }) => findSecurityFaults(manifest))).toEqual([]);
  });

  it.each(files)('show nothing of Helm: %s', (file) => {
    expect(readPlainFile(file)).not.toMatch(/helm\.sh|: Helm|namespace: webex|checksum/);
  });

  it('fit together: the monitor selects the service of each', () => {
    const read = (name: string) => {
      const file = PLAIN_FILES.find((candidate) => candidate.name === name);
      return file === undefined ? [] : parseManifests(readPlainFile(file));
    };
    const wanted = readServiceSelector(only(read('service-monitor.yaml'), 'ServiceMonitor'));
    for (const name of ['simulator.yaml', 'webex-exporter.yaml', 'shards.yaml', 'shards-oauth.yaml']) {
      const services = read(name).filter(({ kind }) => kind === 'Service');
      expect(services.filter(({ metadata }) => isSelected(wanted, metadata.labels))).toHaveLength(1);
      expect(readContainer(readPodTemplate(read(name)).spec).ports).toMatchObject([{ name: 'metrics' }]);
    }
  });
});
