import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './runtime.ts';

/** The version is that of the package file beside the compiled program. */
export function readBuild(revision = 'unknown'): Build {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  // Read by hand: to load zod for it would be the greater part of `--version`.
  const version = /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
  return { version, revision, nodeVersion: process.version };
}

/** The line of `--version`. */
export function describeBuild({ version, revision, nodeVersion }: Build): string {
  return `webex-exporter ${version} (revision ${revision}, node ${nodeVersion})\n`;
}
