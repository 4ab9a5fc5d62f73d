import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** In memory where the system has such a folder: hundreds of lives must not wait for a disk. */
export const stateRoot = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
