import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from './pod.ts';

/** What Kubernetes would put in from elsewhere. */
const FROM_ELSEWHERE: Readonly<Record<string, string>> = {
  WEBEX_EXPORTER_POD_NAME: 'webex-exporter-1',
  WEBEX_EXPORTER_POD_IP: '127.0.0.1',
  WEBEX_CLIENT_ID: 'some-client',
  ACME_CLIENT_ID: 'some-client',
  WEBEX_CLIENT_SECRET: 'some-secret',
  WEBEX_REFRESH_TOKEN: 'some-refresh-token',
};

/** How to start a program. */
export interface Start {
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** A container's arguments and environment on this machine, with the files it mounts in an empty folder. */
export function toLocal({ args, env }: Container, folder: string): Start {
  for (const name of ['config', 'credentials', 'web', 'state', 'house-ca']) mkdirSync(join(folder, name));
  for (const account of ['.', 'acme', 'globex']) {
    mkdirSync(join(folder, 'credentials', account), { recursive: true });
    for (const name of ['access-token', 'client-id', 'client-secret', 'refresh-token']) {
      writeFileSync(join(folder, 'credentials', account, name), `some-${name}\n`);
    }
  }
  writeFileSync(join(folder, 'web', 'web-config.yaml'), '{}\n');
  const variables = new Map(env.map(({ name, value }) => [name, value ?? FROM_ELSEWHERE[name] ?? '']));
  const translate = (text: string): string =>
    text
      .replaceAll(/\$\((\w+)\)/g, (_, name: string) => variables.get(name) ?? '')
      .replaceAll('/etc/webex-exporter', folder)
      .replaceAll('/var/lib/webex-exporter', folder);
  return {
    args: args.map(translate),
    env: Object.fromEntries(Array.from(variables, ([name, value]) => [name, translate(value)])),
  };
}
