import { describe, expect, it } from 'vitest';
import { createFolder } from '../support/folder.ts';
import { startExporter } from '../support/components/process.ts';
import { createChoice } from './choice.ts';

const LIVES = 16;
const HARMLESS = ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
const ENDING = ['SIGTERM', 'SIGINT'] as const;

/** Port 1 refuses at once, so that polls fail and are retried all the time. */
const ENV = {
  WEBEX_SITES: 'one.webex.com,two.webex.com,three.webex.com',
  WEBEX_ACCESS_TOKEN: 'a-token-of-a-test',
  WEBEX_ANALYTICS_URL: 'http://127.0.0.1:1',
  WEBEX_API_URL: 'http://127.0.0.1:1',
  WEBEX_POLL_INTERVAL: '1s',
};

describe('signals at any moment', () => {
  it.each(Array.from({ length: LIVES }, (_, index) => index + 1))(
    'end the process with 0 or not at all, and open no debugger (seed %i)',
    async (seed) => {
      const choice = createChoice(seed);
      await using program = await startExporter(['--web.listen-address=127.0.0.1:0'], {
        ...ENV,
        WEBEX_STATE_DIR: createFolder(),
      });
      // Before its first line of JavaScript a process has no say in what signals do; the log's first line is the proof of it.
      await program.waitForLine(/./, 60_000);
      for (let signals = choice.whole(0, 8); signals > 0; signals -= 1) {
        process.kill(program.pid, choice.one(HARMLESS));
        await new Promise((resolve) => setTimeout(resolve, choice.whole(0, 60)));
      }
      for (let signals = choice.whole(1, 3); signals > 0; signals -= 1)
        process.kill(program.pid, choice.one(ENDING));
      expect(await program.exited).toBe(0);
      expect(program.stderr.join('\n')).not.toMatch(/debugger|unhandled|TypeError/i);
    },
    90_000,
  );
});
