#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { describeBuild, readBuild } from './build.ts';
import { runCompiled } from './compiled-program.ts';
import type * as entry from './entry.ts';
import { takeOverSignals } from './signals.ts';

/** What Node itself ends with when a module at its top waits for what never comes. */
const UNSETTLED = 13;

const build = readBuild(process.env['WEBEX_EXPORTER_REVISION']);

// Asked for by scripts, again and again: nothing else is loaded for it, not even Node's own streams.
if (process.argv.length === 3 && process.argv[2] === '--version') writeSync(1, describeBuild(build));
else {
  // Every command says its own code at its end: one that waits for something that never comes has not succeeded.
  process.exitCode = UNSETTLED;
  void run();
}

/**
 * Signals are taken over before the program is loaded: loading takes tens of milliseconds, in which the system's defaults
 * would kill the process on SIGHUP and open Node's inspector to every local user on SIGUSR1.
 */
async function run(): Promise<void> {
  const signals = takeOverSignals(process);
  const program = runCompiled<typeof entry>(join(import.meta.dirname, 'program.js'), require);
  await program.exports.enter(signals, build);
}
