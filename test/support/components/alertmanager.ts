import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createFolder, type RunningServer, startServer } from './server.ts';

export interface AlertmanagerOptions {
  /** Path of the component `alertmanager`. */
  readonly binary: string;
  /** Alertmanager's configuration, e.g. `{ route: { receiver: 'x' }, receivers: [{ name: 'x', webhook_configs }] }`. */
  readonly config: object;
}

/** Starts Alertmanager, alone and without clustering. Start it before Prometheus: alerts are resent only every minute. */
export async function startAlertmanager({ binary, config }: AlertmanagerOptions): Promise<RunningServer> {
  const folder = await createFolder('alertmanager');
  const file = join(folder.path, 'alertmanager.yml');
  await writeFile(file, JSON.stringify(config)); // JSON is YAML
  return startServer({
    binary,
    args: (port) => [
      `--config.file=${file}`,
      `--storage.path=${join(folder.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    readyPath: '/-/ready',
    folder,
    cwd: dirname(binary), // its templates lie beside it
  });
}
