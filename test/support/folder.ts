import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished, TestRunner } from 'vitest';

/**
 * A new empty folder. It is removed when the test that made it has ended; one made while vitest collects, when the suite
 * around it has.
 */
export function createFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'webex-exporter-'));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  if (TestRunner.getCurrentTest() === undefined) afterAll(remove);
  else onTestFinished(remove);
  return path;
}
