import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { parseAllDocuments, type Document } from 'yaml';
import { createNamespace, CREDENTIALS, type Namespace } from './namespace.ts';
import { isReady } from './pods.ts';
import { describeCluster } from './describe-cluster.ts';
import { containerOf } from './pods.ts';

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));

const cluster = inject('cluster');

/** The documents of a file, whose exporters ask the simulated Webex instead of the real one. */
function readDocuments(path: string, simulator: string): Document[] {
  const text = readFileSync(`${deploy}/${path}`, 'utf8')
    .replaceAll(/https:\/\/(analytics\.)?webexapis\.com/g, `http://${simulator}`)
    .replaceAll(/(name: WEBEX_ALLOW_HTTP\s+value: )'false'/g, "$1'true'");
  return parseAllDocuments(text);
}

async function apply({ run, putSecret }: Namespace, documents: readonly Document[]): Promise<void> {
  for (const secret of ['webex-exporter', 'acme', 'globex']) await putSecret(secret, CREDENTIALS);
  const stdin = documents.map((document) => document.toString({ directives: false })).join('---\n');
  await run(['apply', '--server-side', '--validate=strict', '--filename', '-'], stdin);
}

describe.skipIf(cluster === undefined).concurrent('each plain manifest, in a restricted namespace', () => {
  const files = readdirSync(`${deploy}/kubernetes`);

  it.each(files)('is taken as it is, and its pods get ready: %s', async (file) => {
    if (cluster === undefined) throw new Error('skipped without a cluster');
    const namespace = await createNamespace(cluster, 'plain');
    const documents = readDocuments(`kubernetes/${file}`, cluster.simulator);
    await apply(namespace, documents);
    const replicas = documents.map((document) => document.getIn(['spec', 'replicas'])).find(Number.isInteger);
    const pods = await namespace.untilPods(
      (found) => found.length === (replicas ?? 0) && found.every(isReady),
    );
    expect(pods).toHaveLength(Number(replicas ?? 0));
    await namespace.remove();
  });
});

/**
 * An application that looks at the exporter's page when it starts and, for a while, when it is told to stop. What it has
 * seen is its last message, which Kubernetes keeps.
 */
const APPLICATION = `
  import { appendFileSync } from 'node:fs';
  const look = async (when) => {
    const page = await fetch(process.env.PAGE).then((answer) => answer.text(), (error) => String(error.cause));
    appendFileSync('/dev/termination-log', when + ' ' + page.includes('healthy') + ';');
  };
  process.on('SIGTERM', async () => {
    for (let second = 0; second < 3; second++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await look('stopping');
    }
    process.exit(0);
  });
  await look('starting');
  setInterval(() => undefined, 1000);
`;

const HAS_STARTED = ['node', '--eval', "process.exit(fs.statSync('/dev/termination-log').size > 0 ? 0 : 1)"];

describeCluster('the sidecar beside an application', 'sidecar', (at) => {
  it.each([
    ['application-pod-monitor.yaml', 'http://$(POD_IP):10054/-/healthy'],
    ['otel-collector.yaml', 'http://127.0.0.1:10054/-/healthy'],
    ['prometheus-agent.yaml', 'http://127.0.0.1:10054/-/healthy'],
  ])('is started before it and stopped after it: %s', async (file, page) => {
    const namespace = at.namespace();
    const { run, untilPods } = namespace;
    const documents = readDocuments(`sidecar/${file}`, at.cluster.simulator);
    const deployment = documents.find((document) => document.get('kind') === 'Deployment');
    if (deployment === undefined) throw new Error('no Deployment');
    const name = String(deployment.getIn(['metadata', 'name']));
    const spec = ['spec', 'template', 'spec'];
    const image = deployment.getIn([...spec, 'initContainers', 0, 'image']);
    const own = [...spec, 'containers', 0];
    deployment.setIn([...own, 'image'], image);
    deployment.setIn([...own, 'command'], ['node', '--input-type=module', '--eval', APPLICATION]);
    deployment.deleteIn([...own, 'args']);
    // Before that a signal to stop would be lost.
    deployment.setIn([...own, 'readinessProbe'], {
      exec: { command: HAS_STARTED },
      periodSeconds: 1,
      timeoutSeconds: 10,
    });
    const podIP = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };
    deployment.setIn([...own, 'env'], [podIP, { name: 'PAGE', value: page }]);
    await apply(namespace, documents);

    const selector = `app.kubernetes.io/name=${name}`;
    const [pod] = await untilPods((pods) => pods.length === 1 && pods.every(isReady), { selector });
    const podName = pod?.metadata.name ?? '';
    const container = String(deployment.getIn([...own, 'name']));
    const started = (of: string): string => (pod && containerOf(pod, of)?.state?.running?.startedAt) ?? '';
    expect(started('webex-exporter') <= started(container)).toBe(true);

    const ended = untilPods(
      (pods) => pods.some((found) => containerOf(found)?.state?.terminated !== undefined),
      { selector },
    );
    await run(['delete', 'pod', podName, '--wait=false']);
    const last = (await ended).find(({ metadata }) => metadata.name === podName);
    const seen = last && containerOf(last, container)?.state?.terminated?.['message'];
    expect(seen).toBe('starting true;stopping true;stopping true;stopping true;');
    // Both came to their end by themselves, the exporter not before the application.
    const finished = (of: string) => last && containerOf(last, of)?.state?.terminated;
    expect(finished('webex-exporter')?.exitCode).toBe(0);
    expect(finished(container)?.exitCode).toBe(0);
    expect((finished(container)?.finishedAt ?? '') <= (finished('webex-exporter')?.finishedAt ?? '')).toBe(
      true,
    );
    await run(['delete', 'deployment', name]);
  });
});
