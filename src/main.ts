#!/usr/bin/env node
import { keepCompiled } from './compile-cache.ts';
import { takeOverSignals } from './signals.ts';

/**
 * Signals are taken over before anything else is loaded: loading takes a third of a second, in which the system's defaults
 * would kill the process on SIGHUP and open Node's inspector to every local user on SIGUSR1.
 */
const signals = takeOverSignals(process);
keepCompiled();
const { enter } = await import('./entry.ts');
await enter(signals);
