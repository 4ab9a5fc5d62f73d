import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finished } from '../support/components/command.ts';
import { chartFolder } from '../components/deploy/helm.ts';
import type { Cluster } from './cluster.ts';
import { type Namespace, settingsFor } from './namespace.ts';

/** Below the time that a command is given. */
const WAIT = ['--wait', '--timeout', '150s'];

export interface UpgradeOptions {
  /** A file of values that counts before the values. */
  readonly valuesFile?: string;
  /** Whether to wait until everything is ready. Default true. */
  readonly isAwaited?: boolean;
}

/** Installs or upgrades the release webex-exporter in a namespace. */
export async function upgrade(
  { helm, name }: Namespace,
  values: object,
  { valuesFile, isAwaited = true }: UpgradeOptions = {},
): Promise<Finished> {
  const folder = mkdtempSync(join(tmpdir(), 'values-'));
  const file = join(folder, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  const files = [...(valuesFile === undefined ? [] : [valuesFile]), file].flatMap((path) => [
    '--values',
    path,
  ]);
  const command = ['upgrade', '--install', 'webex-exporter', chartFolder, '--namespace', name];
  try {
    return await helm.run([...command, ...files, ...(isAwaited ? WAIT : [])]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function rollback({ helm, name }: Namespace, revision: number): Promise<Finished> {
  return helm.run(['rollback', 'webex-exporter', String(revision), '--namespace', name, ...WAIT]);
}

/** Throws Helm's words unless it succeeded. */
export function requireSuccess({ code, stdout, stderr }: Finished): string {
  if (code !== 0) throw new Error(`helm ended with ${code}: ${stderr}`);
  return stdout;
}

/** Values of an exporter that asks the simulated Webex with the Secret `webex-exporter`. */
export function realValues(cluster: Cluster, others: object = {}): object {
  return {
    settings: { sites: ['acme.webex.com', 'acme-eu.webex.com'], windows: ['1d'], ...settingsFor(cluster) },
    credentials: { existingSecret: 'webex-exporter', method: 'accessToken' },
    ...others,
  };
}
