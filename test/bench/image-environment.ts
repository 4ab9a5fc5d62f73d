import { readFileSync } from 'node:fs';

/** What the image sets that bears on what a process costs: measured programs have it, bare Node too. */
export const IMAGE_ENVIRONMENT: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(
    readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8').matchAll(
      /\b(MALLOC_ARENA_MAX)=(\S+)/g,
    ),
    ([, name = '', value = '']) => [name, value],
  ),
);
