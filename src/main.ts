#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createClock } from './clock.ts';
import { readNetworkConfig } from './config/config.ts';
import { createFetch } from './network/fetch.ts';
import { runProgram } from './program.ts';

const packageFile = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(packageFile));

const stop = new AbortController();
// Every poll under way listens to this one signal.
setMaxListeners(0, stop.signal);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

const readFile = (path: string): string => readFileSync(path, 'utf8');
// What is wrong with them is told by the command, with everything else that is.
const { proxies, ca } = readNetworkConfig({ env: process.env, readFile }, []);

const exitCode = await runProgram(
  {
    args: process.argv.slice(2),
    env: process.env,
    clock: createClock(Date.now),
    random: Math.random,
    fetch: createFetch({ proxies, tls: ca === undefined ? {} : { ca } }),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    onHangup: (listener) => process.on('SIGHUP', listener),
    stop: stop.signal,
    build: {
      version,
      revision: process.env['WEBEX_EXPORTER_REVISION'] ?? 'unknown',
      nodeVersion: process.version,
    },
  },
  readFile,
);

// Idle keep-alive connections to Webex would hold the process for seconds.
process.exit(exitCode);
