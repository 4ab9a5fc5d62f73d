import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { toRuleFiles } from '../../../src/rules/rule-set.ts';
import { choicesSchema } from '../../../src/rules/thresholds.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { runPromtool } from '../../support/components/prometheus.ts';
import { chartFolder, createHelm, type Manifest, only } from './helm.ts';
import { readContainer, readPodTemplate } from './pod.ts';
import { isSelected, readPodSelector, readServiceSelector } from './selection.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const POD_SELECTORS = new Set(['Service', 'PodDisruptionBudget', 'NetworkPolicy', 'PodMonitor']);
const GOOD = { settings: { sites: ['acme.webex.com'] }, credentials: { existingSecret: 'webex' } };

const rule = z.looseObject({
  alert: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});
const ruleFile = z.looseObject({
  groups: z.array(z.looseObject({ name: z.string(), rules: z.array(rule) })),
});
const endpoints = z.array(z.looseObject({ port: z.string(), path: z.string(), scheme: z.string() }));

/** Value, kind, and where its endpoints stand. */
const MONITORS = [
  ['serviceMonitor', 'ServiceMonitor', 'endpoints'],
  ['podMonitor', 'PodMonitor', 'podMetricsEndpoints'],
] as const;

type Rule = z.output<typeof rule>;

function listFiles(folder: string, extension: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name));
}

/** The rules that `webex-exporter rules` prints for the same choices, without their comments. */
function readProjectRules(choices: object = {}): Rule[] {
  const groups = Object.values(toRuleFiles(choicesSchema.parse(choices))).flat();
  return groups.flatMap(({ rules }) => rules.map((given) => rule.parse({ ...given, comment: undefined })));
}

function readRules(manifests: readonly Manifest[]): Rule[] {
  return ruleFile.parse(only(manifests, 'PrometheusRule').spec).groups.flatMap(({ rules }) => rules);
}

describeWith(['helm'], 'what the chart selects', (paths) => {
  const helm = createHelm(paths.helm);
  const everything = {
    ...GOOD,
    commonLabels: { 'app.kubernetes.io/component': 'users', team: 'x' },
    podLabels: { 'app.kubernetes.io/name': 'users' },
    podDisruptionBudget: { enabled: true },
    networkPolicy: { enabled: true },
  };

  it.each([
    ['one shard', 1, 'podMonitor'],
    ['one shard', 1, 'serviceMonitor'],
    ['three shards', 3, 'serviceMonitor'],
  ])('are its pods and not that of helm test: %s (%i), %s', async (_, shards, monitor) => {
    const manifests = await helm.render({ values: { ...everything, shards, [monitor]: { enabled: true } } });
    const pod = readPodTemplate(manifests).metadata.labels;
    const testPod = only(manifests, 'Pod').metadata.labels;
    const selectors = manifests.filter(({ kind }) => POD_SELECTORS.has(kind)).map(readPodSelector);
    expect(selectors.length).toBeGreaterThan(2);
    for (const selector of selectors) {
      expect(isSelected(selector, pod)).toBe(true);
      expect(isSelected(selector, testPod)).toBe(false);
    }
  });

  it.each([1, 3])('is scraped once and not twice, in %i shards', async (shards) => {
    const manifests = await helm.render({
      values: { ...everything, shards, serviceMonitor: { enabled: true } },
    });
    const wanted = readServiceSelector(only(manifests, 'ServiceMonitor'));
    const services = manifests.filter(
      ({ kind, metadata }) => kind === 'Service' && isSelected(wanted, metadata.labels),
    );
    expect(services).toHaveLength(1);
  });
});

describeWith(['helm'], 'the monitors of the chart', (paths) => {
  const helm = createHelm(paths.helm);

  it.each(MONITORS)('lead to the metrics page: %s', async (value, kind, field) => {
    const web = { port: 9999, telemetryPath: '/webex', config: { existingSecret: 'web', tls: true } };
    const monitor = { enabled: true, interval: '2m', labels: { release: 'p' }, namespace: 'elsewhere' };
    const manifests = await helm.render({ values: { ...GOOD, web, [value]: monitor } });
    const made = only(manifests, kind);
    expect(made.metadata).toMatchObject({ namespace: 'elsewhere', labels: { release: 'p' } });
    expect(made.spec).toMatchObject({ namespaceSelector: { matchNames: ['webex'] } });
    const [endpoint] = endpoints.parse(z.looseObject({}).parse(made.spec)[field]);
    expect(endpoint).toMatchObject({ path: '/webex', scheme: 'https', interval: '2m' });
    const ports = readContainer(readPodTemplate(manifests).spec).ports;
    expect(ports).toEqual([{ name: endpoint?.port, containerPort: 9999, protocol: 'TCP' }]);
    expect(only(manifests, 'Service').spec).toMatchObject({
      ports: [{ name: endpoint?.port, targetPort: endpoint?.port, appProtocol: 'https' }],
    });
  });

  it('are none unless asked for', async () => {
    const kinds = (await helm.render({ values: GOOD })).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['Deployment', 'Pod', 'Service', 'ServiceAccount']);
  });

  it('has a network policy that lets scrapes in and only DNS and https out', async () => {
    const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];
    const manifests = await helm.render({
      values: { ...GOOD, networkPolicy: { enabled: true, ingress: { from } } },
    });
    const testPod = only(manifests, 'Pod').metadata.labels;
    const policy = only(manifests, 'NetworkPolicy');
    expect(policy.spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: [{ port: 'metrics' }], from: [...from, { podSelector: {} }] }],
      egress: [
        { ports: [{ port: 53 }, { port: 53 }, { port: 5353 }, { port: 5353 }] },
        { ports: [{ port: 443, protocol: 'TCP' }] },
      ],
    });
    const peers = z
      .looseObject({ ingress: z.tuple([z.looseObject({ from: z.array(z.looseObject({})) })]) })
      .parse(policy.spec).ingress[0].from;
    const { matchLabels } = z
      .object({ matchLabels: z.record(z.string(), z.string()) })
      .parse(peers[1]?.['podSelector']);
    expect(isSelected(matchLabels, testPod)).toBe(true);
  });

  const rules = z.array(
    z.looseObject({ ports: z.array(z.object({ port: z.number(), protocol: z.string() })) }),
  );

  it.each<[string, object, readonly number[][]]>([
    ['a proxy', { proxy: { httpsProxy: 'http://proxy.example.com:3128' } }, [[443, 3128]]],
    ['a proxy without scheme', { proxy: { httpsProxy: 'proxy.example.com:3128' } }, [[443, 3128]]],
    [
      'a proxy with a password',
      { extraEnv: [{ name: 'https_proxy', value: 'http://u:p4@proxy' }] },
      [[443, 80]],
    ],
    [
      'a simulator elsewhere',
      { settings: { ...GOOD.settings, analyticsUrl: 'http://sim:10055', apiUrl: 'http://[::1]:10056/x' } },
      [[443, 10_055, 10_056]],
    ],
    ['OTLP', { otlp: { endpoint: 'http://collector:4318' } }, [[443], [4318]]],
    [
      'OTLP to where a Secret says',
      {
        extraEnv: [
          { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        ],
      },
      [[443], [4317, 4318]],
    ],
    ['OTLP by TLS', { otlp: { endpoint: 'https://otlp.example.com/x' } }, [[443], [443]]],
  ])('has a network policy that lets out what is asked for: %s', async (_, values, wanted) => {
    const manifests = await helm.render({ values: { ...GOOD, ...values, networkPolicy: { enabled: true } } });
    const policy = z.looseObject({ egress: rules }).parse(only(manifests, 'NetworkPolicy').spec);
    const [, ...ports] = policy.egress.map((rule) => rule.ports.map(({ port }) => port));
    expect(ports).toEqual(wanted);
  });

  it('leaves the labels of the exporter alone', async () => {
    for (const [value, kind, field] of MONITORS) {
      const manifests = await helm.render({ values: { ...GOOD, [value]: { enabled: true } } });
      const [endpoint] = endpoints.parse(z.looseObject({}).parse(only(manifests, kind).spec)[field]);
      expect(endpoint).toMatchObject({ honorLabels: true });
    }
  });

  it('is reached from outside by an Ingress or a Gateway', async () => {
    const web = { port: 9999 };
    const ingress = { enabled: true, hosts: ['webex.example.com'], path: '/webex' };
    const httpRoute = { enabled: true, parentRefs: [{ name: 'gateway' }] };
    const manifests = await helm.render({
      values: { ...GOOD, web, ingress, httpRoute, service: { port: 80 } },
    });
    expect(only(manifests, 'Service').spec).toMatchObject({ ports: [{ name: 'metrics', port: 80 }] });
    const service = { name: 'webex-exporter', port: { name: 'metrics' } };
    expect(only(manifests, 'Ingress').spec).toEqual({
      rules: [
        {
          host: 'webex.example.com',
          http: { paths: [{ path: '/webex', pathType: 'Prefix', backend: { service } }] },
        },
      ],
    });
    expect(only(manifests, 'HTTPRoute').spec).toMatchObject({
      parentRefs: [{ name: 'gateway' }],
      rules: [{ backendRefs: [{ name: 'webex-exporter', port: 80 }] }],
    });
  });
});

describeWith(['helm', 'promtool'], 'the rules of the chart', (paths) => {
  const helm = createHelm(paths.helm);
  const render = async (prometheusRule: object): Promise<Rule[]> =>
    readRules(
      await helm.render({ values: { ...GOOD, prometheusRule: { enabled: true, ...prometheusRule } } }),
    );

  const withLabels = (rules: readonly Rule[]): Rule[] =>
    rules.map((given) => ({ ...given, labels: given.labels ?? {} }));

  it("are all of the project's, unchanged", async () => {
    const rules = await render({});
    expect(rules.length).toBeGreaterThan(300);
    expect(withLabels(rules)).toEqual(withLabels(readProjectRules()));
  });

  it('are those of `webex-exporter rules` for the same choices', async () => {
    const choices = {
      siteThresholds: { dropRatio: 0.55, minMeetings: 7, settleHour: 15.5 },
      wideThresholds: { allMinMeetings: 250, refreshTokenWarningDays: 30 },
      overrides: [
        { sites: 'acme-labs.webex.com', thresholds: { dropRatio: 0.9, minMeetings: 3 } },
        { sites: 'acme.*', thresholds: { dropRatio: 0.7 } },
      ],
      hold: '2h30m',
      alerts: { WebexRateLimited: { for: '6h' }, WebexUnavailable: { severity: 'info' } },
      disabledAlerts: ['WebexMeetingsSurged'],
      holidays: ['ES', 'PL'],
      quietDays: [
        { sites: 'acme.*', days: ['2026-12-07', '2027-05-14'] },
        { sites: 'other.webex.com', days: ['2026-12-31'] },
      ],
      links: { grafana: 'https://grafana.example/g/', exporter: 'https://webex.example' },
    };
    expect(withLabels(await render(choices))).toEqual(withLabels(readProjectRules(choices)));
  });

  it.each([
    [{ siteThresholds: { dropRatio: 40 } }, 'dropRatio'],
    [{ siteThresholds: { dropratio: 0.4 } }, 'dropratio'],
    [{ quietDays: [{ sites: 'acme.*', days: ['12-24'] }] }, 'days'],
    [{ overrides: [{ sites: 'a"b', thresholds: { dropRatio: 0.5 } }] }, 'sites'],
    [{ hold: 'long' }, 'hold'],
  ])('refuse %o', async (prometheusRule, word) => {
    const values = { ...GOOD, prometheusRule: { enabled: true, ...prometheusRule } };
    const finished = await helm.template({ values });
    expect(finished.code).not.toBe(0);
    expect(finished.stderr).toContain(word);
  });

  it('fit into 200 kB', async () => {
    const values = { ...GOOD, prometheusRule: { enabled: true } };
    const manifest = only(await helm.render({ values }), 'PrometheusRule');
    expect(JSON.stringify(manifest).length).toBeLessThan(200_000);
  });

  it('go through promtool', async () => {
    const manifests = await helm.render({ values: { ...GOOD, prometheusRule: { enabled: true } } });
    const finished = await runPromtool(
      ['check', 'rules'],
      JSON.stringify(only(manifests, 'PrometheusRule').spec),
    );
    expect(finished).toMatchObject({ code: 0 });
    expect(finished.stdout).toContain('SUCCESS');
  });

  it('can be left out one by one, given labels, and added to', async () => {
    const [first, second] = readProjectRules().flatMap(({ alert }) => (alert === undefined ? [] : [alert]));
    const group = { name: 'house', rules: [{ alert: 'House', expr: 'vector(1)' }] };
    const rules = await render({
      disabledAlerts: [first],
      alertLabels: { team: 'voice' },
      additionalGroups: [group],
    });
    const alerts = rules.filter(({ alert }) => alert !== undefined);
    const names = alerts.map(({ alert }) => alert);
    expect(names).not.toContain(first);
    expect(names).toContain(second);
    expect(names.at(-1)).toBe('House');
    for (const { labels } of alerts.slice(0, -1)) expect(labels).toMatchObject({ team: 'voice' });
    const recording = rules.filter(({ alert }) => alert === undefined);
    expect(JSON.stringify(recording)).not.toContain('voice');
  });
});

describeWith(['helm'], 'the dashboards of the chart', (paths) => {
  it("are the project's own, each in a ConfigMap that Grafana's sidecar finds", async () => {
    const files = listFiles(join(root, 'grafana', 'dashboards'), '.json');
    const manifests = await createHelm(paths.helm).render({
      values: { ...GOOD, dashboards: { enabled: true } },
    });
    const maps = manifests.filter(({ kind }) => kind === 'ConfigMap');
    const data = maps.flatMap((map) => Object.values(z.record(z.string(), z.string()).parse(map['data'])));
    expect(data.map((text): unknown => JSON.parse(text))).toEqual(
      files.map((file): unknown => JSON.parse(readFileSync(file, 'utf8'))),
    );
    for (const { metadata } of maps) expect(metadata.labels).toMatchObject({ grafana_dashboard: '1' });
  });
});

it("has copies of all the project's dashboards and no others", () => {
  for (const [source, copy, extension] of [['grafana/dashboards', 'files/dashboards', '.json']] as const) {
    const names = listFiles(join(root, source), extension).map((path) => readFileSync(path, 'utf8'));
    expect(listFiles(join(chartFolder, copy), '').map((path) => readFileSync(path, 'utf8'))).toEqual(names);
  }
});
