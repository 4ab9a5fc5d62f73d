import { createFileAccess, createStateAccess } from '../../src/file-access.ts';
import type { Runtime } from '../../src/runtime.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** A world for a command, of which a test changes what it looks at. In the others nothing happens and nobody answers. */
export function createFakeRuntime(changes: Partial<Runtime> = {}): Runtime {
  const clock = changes.clock ?? createVirtualClock();
  return {
    args: [],
    env: {},
    clock,
    files: createFileAccess(clock),
    stateFiles: createStateAccess(clock),
    random: () => 0.5,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    stdout: () => undefined,
    stderr: () => undefined,
    isTerminal: false,
    onHangup: () => undefined,
    onLoaded: () => undefined,
    stop: new AbortController().signal,
    build: { version: '0.0.0', revision: 'test', nodeVersion: process.version },
    ...changes,
  };
}
