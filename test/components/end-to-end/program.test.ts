import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startExporter } from '../../support/components/process.ts';
import { urlOf } from '../../support/listening.ts';
import { portOf } from '../../support/port.ts';
import { createFolder } from '../../support/folder.ts';
import { runCommandLine } from './webex.ts';

const EXAMPLE = readFileSync(new URL('../../fixtures/seed-answer.json', import.meta.url));
const TOKEN = 'top-secret-token-of-a-test';
const MINIMAL = { WEBEX_SITES: 'acme.webex.com', WEBEX_ACCESS_TOKEN: TOKEN };

describe('the program', () => {
  it.each([[['--help']], [['serve', '--help']], [['demo', '--help']], [['simulate', '--help']]])(
    'prints help for %j and exits 0',
    async (args) => {
      await using program = await startExporter(args);
      expect(await program.exited).toBe(0);
      expect(program.stdout.join('\n')).toContain('Usage: webex-exporter');
    },
  );

  it('prints its version and exits 0', async () => {
    await using program = await startExporter(['--version']);
    expect(await program.exited).toBe(0);
    expect(program.stdout.join('\n')).toMatch(/^webex-exporter \d+\.\d+\.\d+ /);
  });

  it('lists every problem at once, one line each, without a stack, and exits 2', async () => {
    await using program = await startExporter([], {
      WEBEX_SITES: 'https://acme.webex.com,,acme.webex.com,ACME.webex.com',
      WEBEX_WINDOWS: '1d,36h',
      WEBEX_POLL_INTERVAL: 'hourly',
      WEBEX_CLIENT_ID: 'id',
    });
    expect(await program.exited).toBe(2);
    const problems = program.stderr.join('\n');
    for (const said of [
      '"https://acme.webex.com" is not a bare host name',
      'a site is blank',
      'acme.webex.com is named twice',
      '"36h" is not a window',
      'WEBEX_POLL_INTERVAL: "hourly" is not a duration',
      'WEBEX_CLIENT_SECRET: missing',
      'WEBEX_REFRESH_TOKEN: missing',
    ]) {
      expect(problems).toContain(said);
    }
    expect(problems).not.toMatch(/^\s+at /m);
  });

  it.each([
    [['--web.listen-adress=:1'], 'did you mean --web.listen-address?'],
    [['srve'], 'did you mean serve?'],
    [['--log.level=loud'], '--log.level: "loud" is not one of'],
  ])('refuses %j with exit code 2 and a hint', async (args, hint) => {
    await using program = await startExporter(args, MINIMAL);
    expect(await program.exited).toBe(2);
    expect(program.stderr.join('\n')).toContain(hint);
  });

  it('lists problems of flags, environment, configuration and web configuration together', async () => {
    const folder = createFolder();
    const [file, web] = [join(folder, 'config.yaml'), join(folder, 'web.yaml')];
    writeFileSync(file, 'poll_intervall: 1h\n');
    writeFileSync(web, 'basic_auth_user: {}\n');
    const args = ['--log.level=loud', `--config.file=${file}`, `--web.config.file=${web}`];
    const { code, stderr } = await runCommandLine(args, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(code).toBe(2);
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining('--log.level: "loud" is not one of'),
      expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED: '),
      expect.stringContaining(`${file}: line 1: unknown key "poll_intervall"; did you mean poll_interval?`),
      expect.stringContaining(
        `${web}: line 1: unknown key "basic_auth_user"; did you mean basic_auth_users?`,
      ),
      'webex-exporter: see --help',
    ]);
  });

  it.each([['-h'], ['help'], ['help', 'check'], ['check', '-h'], ['check', '--help']])(
    'prints its help for %s %s and exits 0',
    async (...args) => {
      const { code, stdout } = await runCommandLine(args, {});
      expect(code).toBe(0);
      expect(stdout).toMatch(
        args.includes('check') ? /^Usage: webex-exporter check / : /^Usage: webex-exporter \[/,
      );
    },
  );

  it.each(['-v', 'version'])('prints its version for %s', async (arg) => {
    const { code, stdout } = await runCommandLine([arg], {});
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^webex-exporter \d+\.\d+\.\d+ /)]);
  });

  it('checks the configuration, prints it without secrets and exits 0', async () => {
    await using program = await startExporter(['--config.check'], MINIMAL);
    expect(await program.exited).toBe(0);
    const printed = program.stdout.join('\n');
    expect(JSON.parse(printed)).toMatchObject({
      accounts: [
        { name: 'default', sites: ['acme.webex.com'], windows: ['1d', '7d', '28d'], poll_interval: '1h' },
      ],
    });
    expect(printed + program.stderr.join('\n')).not.toContain(TOKEN);
  });

  it('exits 1 with a readable line when its port is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = portOf(other);
    await using program = await startExporter([`--web.listen-address=127.0.0.1:${port}`], MINIMAL);
    expect(await program.exited).toBe(1);
    expect(program.stderr.join('\n')).toContain(
      `--web.listen-address: 127.0.0.1:${port} is taken by another process`,
    );
    other.close();
  });

  it('warns about a misspelt variable and logs JSON when asked to', async () => {
    await using program = await startExporter(['--config.check', '--log.format=json'], {
      ...MINIMAL,
      WEBEX_WINDOW: '1d',
    });
    expect(await program.exited).toBe(0);
    const entry: unknown = JSON.parse(program.stderr[0] ?? '');
    expect(entry).toMatchObject({ level: 'warn' });
    expect(program.stderr[0]).toContain('did you mean WEBEX_WINDOWS?');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends on %s with exit code 0 while requests hang on both sides',
    async (signal) => {
      // A Webex that takes every request and never answers.
      const silent = createServer(() => undefined);
      const asked = once(silent, 'connection');
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const webexUrl = `http://127.0.0.1:${portOf(silent)}`;
      await using program = await startExporter(['--web.listen-address=127.0.0.1:0'], {
        ...MINIMAL,
        WEBEX_ANALYTICS_URL: webexUrl,
      });
      const { port } = new URL(await urlOf(program));
      // A client that sends half a request and then nothing.
      const client = connect(Number(port), '127.0.0.1');
      await once(client, 'connect');
      client.write('GET /metrics HTTP/1.1\r\nHost: x\r\n');
      client.on('error', () => undefined);
      await asked;

      // stop() kills after ten seconds, which would show as 137.
      expect(await program.stop(signal)).toBe(0);
      expect(program.stderr.at(-1)).toContain('msg=stopping');
      silent.closeAllConnections();
      silent.close();
    },
  );
});

describe('the documented example answer, served by a plain HTTP server', () => {
  it('leads to exactly its figures on the page', async () => {
    const asked: string[] = [];
    const webex = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      response.setHeader('content-type', 'application/json');
      response.end(EXAMPLE);
    });
    webex.listen(0, '127.0.0.1');
    await once(webex, 'listening');
    const tokenFile = join(createFolder(), 'token');
    writeFileSync(tokenFile, `${TOKEN}\n`);

    await using program = await startExporter(['--web.listen-address=127.0.0.1:0'], {
      WEBEX_SITES: 'cisco.webex.com',
      WEBEX_WINDOWS: '3d',
      WEBEX_ACCESS_TOKEN_FILE: tokenFile,
      WEBEX_ANALYTICS_URL: `http://127.0.0.1:${portOf(webex)}`,
    });
    const url = await urlOf(program);
    await program.waitForLine(/first figures/);
    const page = await (await fetch(`${url}/metrics`)).text();
    webex.close();

    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(
      /^GET \/v1\/analytics\/meetingsMetrics\/aggregates\?siteUrl=cisco\.webex\.com&from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d Bearer /,
    );
    const ours = page
      .split('\n')
      .filter((line) => /^webex_(meeting|window_(start|end))/.test(line))
      .sort();
    const labels = 'site="cisco.webex.com",window="3d"';
    expect(ours).toEqual(
      [
        `webex_meetings{${labels}} 123`,
        `webex_meetings_with_video{${labels}} 123`,
        `webex_meetings_with_sharing{${labels}} 123`,
        `webex_meetings_with_recording{${labels}} 123`,
        `webex_meeting_participants{${labels}} 123`,
        `webex_meeting_participants_by_join_method{${labels},join_method="webApp"} 123`,
        `webex_meeting_participants_by_join_method{${labels},join_method="cloudVideoDevice"} 123`,
        `webex_meeting_participants_by_join_method{${labels},join_method="mobileMeetingsApp"} 123`,
        `webex_meeting_participants_by_role{${labels},role="host"} 123`,
        `webex_meeting_participants_by_role{${labels},role="attendee"} 123`,
        `webex_meeting_participants_by_country{${labels},country="United States",country_code="US"} 123`,
        `webex_meeting_unique_hosts{${labels}} 123`,
        `webex_meeting_duration_seconds{${labels}} 74040`,
        `webex_meeting_audio_duration_seconds{${labels}} 74040`,
        `webex_meeting_telephone_duration_seconds{${labels}} 74040`,
        `webex_meeting_voip_duration_seconds{${labels}} 74040`,
        `webex_window_start_timestamp_seconds{${labels}} 1596240000`,
        `webex_window_end_timestamp_seconds{${labels}} 1596499200`,
      ].sort(),
    );
  });
});
