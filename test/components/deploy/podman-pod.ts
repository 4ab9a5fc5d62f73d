/**
 * Writes the pod of parent-chart, an application with the exporter and a simulated Webex as its sidecars, as podman 4
 * can play it: native sidecars become containers, and what only a kubelet does (probes, ports) is left out.
 * image.sh runs it: `tsx podman-pod.ts IMAGE`.
 */
import { stringify } from 'yaml';
import { component } from '../../support/components/component.ts';
import { createHelm, createParentChart } from './helm.ts';
import { type Container, readPodTemplate } from './pod.ts';

const SCRAPE = `
  setInterval(async () => {
    const page = await fetch('http://127.0.0.1:10054/metrics').then((answer) => answer.text(), () => '');
    const samples = page.split('\\n').filter((line) => line.startsWith('webex_meetings{')).length;
    if (samples > 0) console.log(samples + ' samples of webex_meetings');
  }, 500);
  process.once('SIGTERM', () => process.exit(0));
`;

const helm = await component('helm');
if ('missing' in helm) throw new Error(`helm is not available here (${helm.missing})`);

const image = process.argv[2] ?? '';
const manifests = await createHelm(helm.path).render({
  chart: await createParentChart(),
  release: 'application',
  values: {
    image,
    command: ['node', '-e', SCRAPE],
    'webex-exporter': { image: split(image), settings: { sites: ['acme.webex.com'] } },
  },
});
const { spec } = readPodTemplate(manifests);
const containers = [...spec.initContainers, ...spec.containers].map(toPlayable);
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'application' },
  spec: { ...spec, initContainers: undefined, containers },
};
// What watches over temporary folders would keep this process alive.
process.stdout.write(stringify(JSON.parse(JSON.stringify(pod))), () => process.exit(0));

function toPlayable(container: Container): object {
  const left = new Set(['restartPolicy', 'ports', 'startupProbe', 'livenessProbe']);
  const kept = Object.entries(container).filter(([field]) => !left.has(field));
  return { ...Object.fromEntries(kept), imagePullPolicy: 'Never' };
}

/** `registry/repository:tag` as the chart's values have it. */
function split(name: string): object {
  const [, registry, repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(name) ?? [];
  return { registry, repository, tag };
}
