import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, startProcess } from '../../support/components/process.ts';
import { createFolder, type TemporaryFolder } from '../../support/components/server.ts';

const units = fileURLToPath(new URL('../../../deploy/systemd', import.meta.url));
const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await createFolder('systemd');
});
afterAll(async () => folder.remove());

function readUnit(name: string): string {
  return readFileSync(join(units, name), 'utf8');
}

/** The values of a key that may stand there several times. */
function valuesOf(text: string, key: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

/** Name and value of each line `NAME=value`, whose quotes systemd takes away. */
function readVariables(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.replaceAll('"', '')]];
    }),
  );
}

describeWith(['systemd-analyze'], 'the units', (paths) => {
  /** Units whose program is there: systemd looks for it. */
  function install(): readonly string[] {
    return ['webex-exporter.service', 'webex-exporter.socket'].map((name) => {
      const path = join(folder.path, name);
      writeFileSync(
        path,
        readUnit(name).replace('ExecStart=webex-exporter', `ExecStart=${process.execPath} ${main}`),
      );
      return path;
    });
  }

  it('are without fault by systemd-analyze verify', async () => {
    const verified = await runCommand(paths['systemd-analyze'], ['verify', '--man=no', ...install()]);
    expect(verified).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('are compared so that a fault is found', async () => {
    const path = join(folder.path, 'faulty.service');
    writeFileSync(path, readUnit('webex-exporter.service').replace('ProtectHome=yes', 'ProtectHouse=yes'));
    const { stderr } = await runCommand(paths['systemd-analyze'], ['verify', '--man=no', path]);
    expect(stderr).toMatch(/Unknown key( name)? 'ProtectHouse'/);
  });

  it('expose less than 1.5 of 10 by systemd-analyze security', async () => {
    const [service = ''] = install();
    const args = ['security', '--offline=true', '--no-pager', '--threshold=15', service];
    const { code, stdout } = await runCommand(paths['systemd-analyze'], args);
    expect(stdout).toContain('Overall exposure level');
    expect(code).toBe(0);
  });
});

describe('the service', () => {
  const service = readUnit('webex-exporter.service');

  it.each([
    ['with a refresh token', ['client-id', 'client-secret', 'refresh-token']],
    ['without one, until somebody logs in', ['client-id', 'client-secret']],
  ])('starts the program with flags and settings that it accepts %s', async (_, files) => {
    const credentials = join(folder.path, `credentials-${files.length}`);
    mkdirSync(credentials);
    // A folder's files are named after it and themselves: systemd.exec(5), LoadCredential=.
    const [id = ''] = valuesOf(service, 'LoadCredential').map((value) => value.split(':')[0]);
    for (const file of files) writeFileSync(join(credentials, `${id}_${file}`), `some-${file}\n`);
    const defaults = readVariables(readUnit('webex-exporter.default').split('\n'));
    const { ARGS = '', ...own } = defaults;
    const env = readVariables(
      valuesOf(service, 'Environment').map((line) =>
        line.replaceAll('%d', credentials).replaceAll('%S', folder.path),
      ),
    );
    await using exporter = await startExporter([...ARGS.split(' '), '--config.check'], { ...own, ...env });
    expect(await exporter.exited).toBe(0);
    expect(exporter.stdout.join('\n')).toContain('acme.webex.com');
  });

  it('is not started again after the exit code of a bad configuration', async () => {
    await using exporter = await startExporter(['--no-such-flag']);
    expect(valuesOf(service, 'RestartPreventExitStatus')).toEqual([String(await exporter.exited)]);
  });
});

describeWith(['systemd-socket-activate'], 'the socket', (paths) => {
  it('is taken over from systemd', async () => {
    const [port = ''] = valuesOf(readUnit('webex-exporter.socket'), 'ListenStream');
    expect(port).toBe('10054');
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const host = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
    await new Promise((resolve) => free.close(resolve));
    const variables = {
      WEBEX_SITES: 'acme.webex.com',
      WEBEX_ACCESS_TOKEN: 'some-token',
      WEBEX_ANALYTICS_URL: 'http://127.0.0.1:1',
      WEBEX_API_URL: 'http://127.0.0.1:1',
    };
    await using activated = await startProcess(paths['systemd-socket-activate'], [
      `--listen=${host}`,
      ...Object.entries(variables).map(([name, value]) => `--setenv=${name}=${value}`),
      process.execPath,
      main,
      '--web.systemd-socket',
    ]);
    await activated.waitForLine(/Listening on/);
    const answer = await fetch(`http://${host}/-/healthy`);
    expect(answer.status).toBe(200);
    expect(await activated.stop()).toBe(0);
  });
});
