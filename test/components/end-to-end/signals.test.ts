import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startExporter, startProcess } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** Port 1 refuses at once, so polls fail and are retried: there is always something under way. */
const ENV = {
  WEBEX_SITES: 'acme.webex.com',
  WEBEX_ACCESS_TOKEN: 'a-token-of-a-test',
  WEBEX_ANALYTICS_URL: 'http://127.0.0.1:1',
  WEBEX_API_URL: 'http://127.0.0.1:1',
};
const SERVE = ['--web.listen-address=127.0.0.1:0'];

describe('signals', () => {
  it.each([['SIGHUP'], ['SIGUSR1'], ['SIGUSR2']] as const)(
    '%s while the program is still being loaded neither ends it nor opens the inspector',
    async (signal) => {
      await using program = await startProcess(
        process.execPath,
        ['--import', signalOnLoad(signal), MAIN, ...SERVE],
        { env: ENV },
      );
      await program.waitForLine(/msg=listening/);
      expect(program.stderr).toContain(`sent ${signal}`);
      expect(program.stderr.join('\n')).not.toMatch(/debugger/i);
      expect(await program.stop()).toBe(0);
    },
  );

  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
  ] as const)('%s and %s end it with 0', async (first, second) => {
    await using program = await startExporter(SERVE, ENV);
    await urlOf(program);
    process.kill(program.pid, first);
    process.kill(program.pid, second);
    expect(await program.exited).toBe(0);
  });

  it('goes on when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, [MAIN, ...SERVE, '--log.level=debug'], { env: ENV });
    const first = String(await once(child.stderr, 'data'));
    child.stderr.destroy();
    child.stdout.destroy();
    const address = /msg=listening address=(\S+)/.exec(first)?.[1] ?? '';
    const ended = once(child, 'exit');
    // Each of these logs a line into the closed pipe.
    for (let time = 0; time < 3; time += 1) child.kill('SIGHUP');
    expect((await fetch(`http://${address}/-/healthy`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

/** A module that sends the process a signal at the moment when the program begins to be loaded. */
function signalOnLoad(signal: NodeJS.Signals): string {
  return toModule(`
    import fs from 'node:fs';
    const { readFileSync } = fs;
    fs.readFileSync = (path, ...options) => {
      if (String(path).endsWith('/dist/program.js')) {
        process.kill(process.pid, '${signal}');
        fs.writeSync(2, 'sent ${signal}\\n');
      }
      return readFileSync(path, ...options);
    };`);
}

function toModule(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
