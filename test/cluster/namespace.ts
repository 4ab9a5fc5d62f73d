import { randomBytes } from 'node:crypto';
import { createHelm, type Helm } from '../components/deploy/helm.ts';
import { type Finished, runCommand, runToSuccess } from '../support/components/command.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import type { Cluster } from './cluster.ts';
import { createApi, type Answer, type Api, type KubernetesObject } from './kubernetes-api.ts';

/** Labels of a namespace that enforces the restricted Pod Security Standard. */
export const RESTRICTED = { 'pod-security.kubernetes.io/enforce': 'restricted' };

/** A namespace of one test, and what can be done in it. */
export interface Namespace {
  readonly name: string;
  readonly api: Api;
  /** Helm 4, which installs by server-side apply. */
  readonly helm: Helm;
  readonly kubectl: (args: readonly string[], stdin?: string) => Promise<Finished>;
  /** As above, for what must succeed; gives what it printed. */
  readonly run: (args: readonly string[], stdin?: string) => Promise<string>;
  /** Makes or replaces a Secret. */
  readonly putSecret: (name: string, data: Readonly<Record<string, string>>) => Promise<void>;
  /** Waits for pods by labels (`a=b`); the default are those of a release webex-exporter. */
  readonly untilPods: (
    isWanted: (pods: readonly KubernetesObject[]) => boolean,
    options?: { readonly selector?: string; readonly timeoutMs?: number },
  ) => Promise<readonly KubernetesObject[]>;
  /** A page of a pod, by the API server. */
  readonly page: (pod: string, path: string, port?: number) => Promise<Answer>;
  /** Asks until an answer is as wanted; rejects with the last one. */
  readonly untilPage: (pod: string, path: string, wanted: RegExp, port?: number) => Promise<string>;
  /** The pages of the simulated Webex that everybody shares. */
  readonly simulator: (method: string, path: string, body?: unknown) => Promise<Answer>;
  readonly remove: () => Promise<void>;
}

/** What a Secret holds that lets the simulated Webex in. */
export const CREDENTIALS: Readonly<Record<string, string>> = {
  'access-token': SIMULATOR_CREDENTIALS.accessToken,
  'client-id': SIMULATOR_CREDENTIALS.clientId,
  'client-secret': SIMULATOR_CREDENTIALS.clientSecret,
  'refresh-token': SIMULATOR_CREDENTIALS.refreshToken,
};

/** Values by which an installed exporter asks the simulated Webex. */
export function settingsFor({ simulator }: Cluster): {
  analyticsUrl: string;
  apiUrl: string;
  allowHttp: boolean;
} {
  const url = `http://${simulator}`;
  return { analyticsUrl: url, apiUrl: url, allowHttp: true };
}

const PAGE_PATIENCE_MS = 120_000;

export async function createNamespace(cluster: Cluster, purpose: string): Promise<Namespace> {
  const name = `webex-${purpose}-${randomBytes(3).toString('hex')}`;
  const api = createApi(cluster.apiSocket);
  await api.create('/api/v1/namespaces', { metadata: { name, labels: RESTRICTED } });
  const pods = `/api/v1/namespaces/${name}/pods`;

  const kubectl = (args: readonly string[], stdin?: string): Promise<Finished> =>
    runCommand(cluster.kubectl, ['--namespace', name, ...args], stdin === undefined ? {} : { stdin });
  const page = (pod: string, path: string, port = 10_054): Promise<Answer> =>
    api.ask('GET', `${pods}/${pod}:${port}/proxy${path}`);

  return {
    name,
    api,
    helm: createHelm(cluster.helm),
    kubectl,
    page,
    run: (args, stdin) =>
      runToSuccess(cluster.kubectl, ['--namespace', name, ...args], stdin === undefined ? {} : { stdin }),
    async putSecret(secret, data) {
      const object = { metadata: { name: secret }, stringData: data };
      const path = `/api/v1/namespaces/${name}/secrets`;
      const { status } = await api.ask('PUT', `${path}/${secret}`, object);
      if (status === 404) await api.create(path, object);
    },
    async untilPods(isWanted, { selector = 'app.kubernetes.io/instance=webex-exporter', timeoutMs } = {}) {
      const path = `${pods}?labelSelector=${encodeURIComponent(selector)}`;
      const found = await api.until(path, (objects) => isWanted([...objects.values()]), timeoutMs);
      return [...found.values()];
    },
    async untilPage(pod, path, wanted, port) {
      const endMs = Date.now() + PAGE_PATIENCE_MS;
      for (;;) {
        const { status, text } = await page(pod, path, port);
        if (wanted.test(text)) return text;
        if (Date.now() > endMs)
          throw new Error(`${pod}${path} has no ${String(wanted)} but ${status}: ${text}`);
        await new Promise((resolve) => {
          setTimeout(resolve, 500);
        });
      }
    },
    simulator: (method, path, body) =>
      api.ask(
        method,
        `/api/v1/namespaces/${cluster.simulatorNamespace}/pods/${cluster.simulatorPod}:10055/proxy${path}`,
        body,
      ),
    remove: () => api.remove(`/api/v1/namespaces/${name}`),
  };
}
