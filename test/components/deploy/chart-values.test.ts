import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ACCOUNT_SETTINGS } from '../../../src/config/settings.ts';
import { DEMO_SITE_URLS } from '../../../src/simulator/world/site-profile.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { chartFolder, createHelm, only } from './helm.ts';
import { readContainer, readEnvironment, readPodTemplate } from './pod.ts';

const object = z.record(z.string(), z.unknown());

/** The least that is accepted. */
const GOOD = { settings: { sites: ['acme.webex.com'] }, credentials: { existingSecret: 'webex' } };

/** Only for charts that depend on this one. */
const FOR_PARENTS = new Set(['enabled', 'global']);

describe('the schema of the values', () => {
  const schema = z
    .looseObject({ definitions: object })
    .parse(JSON.parse(readFileSync(join(chartFolder, 'values.schema.json'), 'utf8')));
  const values: unknown = parse(readFileSync(join(chartFolder, 'values.yaml'), 'utf8'));

  it('has every value and no other, refuses unknown ones and asks for all', () => {
    expect(findDifferences('', values, schema)).toEqual([]);
  });

  it.each([
    ['a value it lacks', { a: 1 }, {}],
    ['a value too many', {}, { a: {} }],
  ])('is compared so that %s is found', (_, given, properties) => {
    const faulty = { type: 'object', additionalProperties: false, required: [], properties };
    expect(findDifferences('', given, faulty)).not.toEqual([]);
  });

  it('is compared so that a door left open is found', () => {
    const open = { type: 'object', required: ['a'], properties: { a: {} } };
    expect(findDifferences('', { a: 1 }, open)).not.toEqual([]);
  });
});

/** Where an object of the values and its schema differ; objects that Kubernetes defines have no properties there. */
function findDifferences(path: string, value: unknown, schema: unknown): string[] {
  const { properties, additionalProperties, required } = z
    .looseObject({
      properties: object.optional(),
      additionalProperties: z.unknown().optional(),
      required: z.array(z.string()).optional(),
    })
    .parse(schema);
  if (properties === undefined) return [];
  const given = object.parse(value);
  const known = Object.keys(properties).filter((name) => path !== '' || !FOR_PARENTS.has(name));
  const names = Object.keys(given).sort();
  return [
    ...(additionalProperties === false ? [] : [`${path || 'the root'} lets unknown keys pass`]),
    ...(isSame(names, known.sort()) ? [] : [`${path}: ${names.join()} but the schema has ${known.join()}`]),
    ...(isSame(names, (required ?? []).sort()) ? [] : [`${path} does not ask for all of ${names.join()}`]),
    ...names.flatMap((name) => findDifferences(`${path}.${name}`, given[name], properties[name] ?? {})),
  ];
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.join() === right.join();
}

for (const name of ['helm', 'helm-3'] as const) {
  describeWith([name], `bad values with ${name}`, (paths) => {
    const helm = createHelm(paths[name]);

    it('is not a problem of the good ones', async () => {
      expect(await helm.template({ values: GOOD })).toMatchObject({ code: 0, stderr: '' });
    });

    it.each([
      ['no value at all', {}, 'settings.sites is empty: name your Webex sites'],
      ['no credentials', { settings: GOOD.settings }, 'credentials.existingSecret is empty: name a Secret'],
      [
        'an existing Secret and one to create',
        { ...GOOD, credentials: { existingSecret: 'webex', clientSecret: 's' } },
        'credentials.existingSecret and credentials.clientSecret exclude each other',
      ],
      [
        'half of the credentials',
        { ...GOOD, credentials: { clientId: 'c', clientSecret: 's' } },
        'or set credentials.refreshToken for method oauth',
      ],
      [
        'credentials of the other method',
        { ...GOOD, credentials: { method: 'accessToken', accessToken: 't', clientId: 'c' } },
        'credentials.clientId is not used with credentials.method accessToken',
      ],
      [
        'credentials for the simulator',
        { ...GOOD, simulator: { enabled: true } },
        'credentials are for the real one',
      ],
      [
        'two monitors',
        { ...GOOD, serviceMonitor: { enabled: true }, podMonitor: { enabled: true } },
        'serviceMonitor.enabled and podMonitor.enabled exclude each other',
      ],
      [
        'one volume for several shards',
        { ...GOOD, shards: 2, persistence: { enabled: true, existingClaim: 'state' } },
        'each shard needs a volume of its own',
      ],
      [
        'a claim without persistence',
        { ...GOOD, persistence: { existingClaim: 'state' } },
        'persistence.existingClaim has no effect without persistence.enabled=true',
      ],
      [
        'TLS from nowhere',
        { ...GOOD, web: { config: { tls: true } } },
        'web.config.existingSecret: name that',
      ],
      [
        'a monitor of what nobody reaches',
        { ...GOOD, web: { bind: 'localhost' }, serviceMonitor: { enabled: true } },
        'Prometheus cannot reach a page that is bound to localhost',
      ],
      [
        'a node port inside',
        { ...GOOD, service: { nodePort: 30_000 } },
        'service.nodePort is for service.type',
      ],
      ['a sidecar in shards', { ...GOOD, mode: 'sidecar', shards: 2 }, 'shards is for mode standalone'],
      [
        'a sidecar with a volume',
        { ...GOOD, mode: 'sidecar', persistence: { enabled: true } },
        'persistence.enabled is for mode standalone',
      ],
      [
        'a sidecar whose pod is unknown',
        { ...GOOD, mode: 'sidecar', web: { bind: 'podIP' }, podMonitor: { enabled: true } },
        'podMonitor.matchLabels is empty',
      ],
      [
        'a configuration file beside settings',
        { ...GOOD, config: { accounts: [] } },
        'config is in place of settings, credentials and simulator',
      ],
      [
        'a variable twice',
        { ...GOOD, extraEnv: [{ name: 'A' }, { name: 'A' }] },
        'webex-exporter: extraEnv has A twice',
      ],
      [
        "a container of the chart's own name",
        { ...GOOD, extraContainers: [{ name: 'webex-exporter', image: 'x' }] },
        'the name webex-exporter is taken',
      ],
      ['an ingress for no host', { ...GOOD, ingress: { enabled: true } }, 'ingress.hosts is empty'],
      ['a route from nowhere', { ...GOOD, httpRoute: { enabled: true } }, 'httpRoute.parentRefs is empty'],
      [
        'an ingress to what nobody reaches',
        { ...GOOD, web: { bind: 'localhost' }, ingress: { enabled: true, hosts: ['a.example.com'] } },
        'ingress.enabled leads to a page that is bound to localhost',
      ],
      [
        'no refresh token where a login would not outlive the pod',
        { ...GOOD, credentials: { clientId: 'c', clientSecret: 's' } },
        'set credentials.refreshToken for method oauth',
      ],
      ['an unknown value', { ...GOOD, replicas: 2 }, 'replicas'],
      [
        'an unknown setting',
        { ...GOOD, settings: { sites: ['a.webex.com'], pollIntervall: '1h' } },
        'pollIntervall',
      ],
      ['a site with a scheme', { ...GOOD, settings: { sites: ['https://acme.webex.com'] } }, 'pattern'],
      ['a site twice', { ...GOOD, settings: { sites: ['a.webex.com', 'a.webex.com'] } }, 'sites'],
      ['a window that is no duration', { ...GOOD, settings: { windows: ['1 day'] } }, 'windows'],
      ['no shard', { ...GOOD, shards: 0 }, 'shards'],
      [
        'a setting without value',
        { ...GOOD, settings: { sites: ['a.webex.com'], pollInterval: null } },
        'pollInterval',
      ],
      ['a digest that is none', { ...GOOD, image: { digest: 'latest' } }, 'digest'],
    ])('are refused with a readable line: %s', async (_, values, line) => {
      const { code, stderr } = await helm.template({ values });
      expect(code).toBe(1);
      expect(stderr).toContain(line);
      expect(stderr).not.toMatch(/nil pointer|<nil>|wrong type for value|error calling/);
    });

    it('are all told at once', async () => {
      const { stderr } = await helm.template({ values: { shards: 2, persistence: { existingClaim: 'x' } } });
      expect(stderr.match(/^webex-exporter: /gm)).toHaveLength(4);
    });
  });
}

const GIVES_WAY = new Set(['WEBEX_POLL_TIMEOUT', 'WEBEX_STALE_AFTER']);

describeWith(['helm'], 'the settings of the chart', (paths) => {
  const helm = createHelm(paths.helm);

  async function readVariables(values: object): Promise<Readonly<Record<string, string>>> {
    return readEnvironment(readContainer(readPodTemplate(await helm.render({ values })).spec));
  }

  it('are those of the exporter, each with its own default', async () => {
    const variables = await readVariables(GOOD);
    for (const [name, { variable, defaultText }] of Object.entries(ACCOUNT_SETTINGS)) {
      // An empty variable counts as unset: a default that is to give way to the interval must not be given.
      const expected = GIVES_WAY.has(variable) ? '' : name === 'sites' ? 'acme.webex.com' : defaultText;
      expect(variables[variable] ?? '').toBe(expected);
    }
  });

  it('reach the exporter unchanged, large numbers included', async () => {
    const settings = {
      sites: ['a.webex.com', 'b.webex.com'],
      windows: ['1d'],
      maxLabelValues: 100_000,
      allowHttp: true,
    };
    expect(await readVariables({ ...GOOD, settings })).toMatchObject({
      WEBEX_SITES: 'a.webex.com,b.webex.com',
      WEBEX_WINDOWS: '1d',
      WEBEX_MAX_LABEL_VALUES: '100000',
      WEBEX_ALLOW_HTTP: 'true',
    });
  });

  it('discover sites where none are named', async () => {
    const settings = { discover: true, discoverInclude: ['*-eu.webex.com', 'acme.*'] };
    const variables = await readVariables({ ...GOOD, settings });
    expect(variables).toMatchObject({
      WEBEX_DISCOVER: 'true',
      WEBEX_DISCOVER_INCLUDE: '*-eu.webex.com,acme.*',
    });
    expect(variables).not.toHaveProperty('WEBEX_SITES');
  });

  it('leave everything to the configuration file where there is one', async () => {
    const manifests = await helm.render({ values: { config: { accounts: [{ name: 'acme' }] } } });
    const container = readContainer(readPodTemplate(manifests).spec);
    expect(Object.keys(readEnvironment(container))).toEqual(['WEBEX_STATE_DIR']);
    expect(container.args).toContain('--config.file=/etc/webex-exporter/config/webex-exporter.yaml');
    const map = only(manifests, 'ConfigMap');
    const { data } = z.looseObject({ data: z.object({ 'webex-exporter.yaml': z.string() }) }).parse(map);
    expect(parse(data['webex-exporter.yaml'])).toEqual({ accounts: [{ name: 'acme' }] });
    expect(readPodTemplate(manifests).spec.volumes).toContainEqual({
      name: 'webex-exporter-config',
      configMap: { name: map.metadata.name },
    });
  });

  it('point at the simulator where one is asked for', async () => {
    expect(await readVariables({ simulator: { enabled: true } })).toMatchObject({
      WEBEX_SITES: DEMO_SITE_URLS.join(','),
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: 'http://127.0.0.1:10055',
      WEBEX_API_URL: 'http://127.0.0.1:10055',
    });
  });
});
