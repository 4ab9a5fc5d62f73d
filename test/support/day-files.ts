import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from './time.ts';

/** The UTC day of an instant, plus so many days. */
export function dayAt(instantMs: number, plusDays = 0): string {
  return new Date(instantMs + plusDays * DAY_MS).toISOString().slice(0, 10);
}

/** The text of each day file by its name. */
export function readDayFiles(directory: string): ReadonlyMap<string, string> {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.om'))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}
