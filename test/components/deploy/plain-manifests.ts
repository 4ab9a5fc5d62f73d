import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { type Document, parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { chartFolder, type Helm } from './helm.ts';

/** Where the plain manifests lie. */
export const plainFolder = fileURLToPath(new URL('../../../deploy/kubernetes', import.meta.url));

/** A file of plain manifests and the values that the chart makes it from. */
export interface PlainFile {
  readonly name: string;
  /** Comment at the top. */
  readonly about: string;
  readonly values: object;
  /** Default: all that is made. */
  readonly kinds?: readonly string[];
}

const sites = ['acme.webex.com', 'acme-eu.webex.com'];

const oauthShards = z
  .looseObject({})
  .parse(parse(readFileSync(`${chartFolder}/ci/shards-oauth-values.yaml`, 'utf8')));

export const PLAIN_FILES: readonly PlainFile[] = [
  {
    name: 'simulator.yaml',
    about: 'The exporter and a simulated Webex, to look around: needs no account.',
    values: { simulator: { enabled: true } },
  },
  {
    name: 'webex-exporter.yaml',
    about:
      'The exporter. Write your sites into WEBEX_SITES. Needs the Secret webex-exporter with the keys client-id and client-secret, and refresh-token unless you log in: kubectl exec -it deployment/webex-exporter -- node /app/dist/main.js login',
    values: {
      settings: { sites },
      credentials: { existingSecret: 'webex-exporter' },
      persistence: { enabled: true },
      networkPolicy: { enabled: true },
    },
  },
  {
    name: 'shards.yaml',
    about:
      'The exporter in three pods that divide the sites among them. Write your sites into WEBEX_SITES. Needs the Secret webex-exporter with the key access-token.',
    values: {
      settings: { sites },
      credentials: { existingSecret: 'webex-exporter', method: 'accessToken' },
      shards: 3,
      persistence: { enabled: true },
      podDisruptionBudget: { enabled: true },
      networkPolicy: { enabled: true },
    },
  },
  {
    name: 'shards-oauth.yaml',
    about:
      'Several organisations with refresh tokens in two pods: each account belongs whole to one. Write your accounts into webex-exporter.yaml. Needs a Secret of each account with the keys client-id, client-secret and refresh-token.',
    values: oauthShards,
  },
  {
    name: 'service-monitor.yaml',
    about: 'For the Prometheus operator: what to scrape, beside one of the other files.',
    values: { simulator: { enabled: true }, serviceMonitor: { enabled: true } },
    kinds: ['ServiceMonitor'],
  },
];

/** What Helm adds and kubectl does not need; the namespace is that of `kubectl --namespace`. */
const HELM_FIELDS = [
  ['metadata', 'namespace'],
  ['metadata', 'labels', 'helm.sh/chart'],
  ['metadata', 'labels', 'app.kubernetes.io/managed-by'],
  ['spec', 'namespaceSelector'],
];

/** The text of a file of plain manifests; rejects with Helm's words. */
export async function renderPlainFile(helm: Helm, { about, values, kinds }: PlainFile): Promise<string> {
  const { code, stdout, stderr } = await helm.template({ values });
  if (code !== 0) throw new Error(stderr);
  const documents = parseAllDocuments(stdout.replaceAll(/^# Source: .*\n/gm, ''))
    .filter((document) => !document.hasIn(['metadata', 'annotations', 'helm.sh/hook']))
    .filter((document) => kinds?.includes(String(document.get('kind'))) ?? true)
    .map(toPlain);
  const head = `# Made from the chart by \`npx vitest run test/components/deploy/plain-manifests.test.ts --update\`.\n# ${about}\n`;
  const options = await resolveConfig(plainFolder);
  return format(`${head}${documents.join('---\n')}`, { ...options, parser: 'yaml' });
}

/** The committed text. */
export function readPlainFile({ name }: PlainFile): string {
  return readFileSync(`${plainFolder}/${name}`, 'utf8');
}

function toPlain(document: Document): string {
  for (const path of HELM_FIELDS) if (document.hasIn(path)) document.deleteIn(path);
  return document.toString({ directives: false });
}
