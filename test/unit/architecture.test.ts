import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCollectorNames, findViolations, readImports, type Sources } from '../support/architecture.ts';
import { findUnitViolations } from '../support/unit-rules.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const test = fileURLToPath(new URL('..', import.meta.url));

describe('the sources', () => {
  it('keep the rules of the house', () => {
    const sources = readSources(src);
    expect(sources.size).toBeGreaterThan(50);
    expect(findViolations(sources)).toEqual([]);
  });

  it('are TypeScript only', () => {
    expect(listFiles(src).filter((path) => !path.endsWith('.ts'))).toEqual([]);
  });
});

describe('the seam between collectors and the rest', () => {
  it('holds: no other room names one', () => {
    const sources = readSources(src);
    expect(findCollectorNames(sources)).toEqual([]);
    // The one list does, and would be found if it were anywhere else.
    const list = new Map([...sources].map(([path, text]) => [path.replace('exporter/', 'poll/'), text]));
    expect(findCollectorNames(list)).toEqual(
      expect.arrayContaining(['poll/collectors.ts names live', 'poll/collectors.ts names meetings']),
    );
  });

  it.each([
    ['a text', "if (key.collector === 'live') return;"],
    ['a metric', 'const name = `webex_live_meetings`;'],
    ['a name of ours', 'const liveTargets = [];'],
    ['another', 'const isLive = true;'],
    ['a module', "import { LIVE } from '../collectors/live/live.ts';"],
  ])('would be found broken by %s', (_, text) => {
    const sources = (room: string): Sources =>
      new Map([
        ['collectors/live/live.ts', ''],
        [`${room}/a.ts`, text],
      ]);
    for (const room of ['poll', 'webex', 'snapshot', 'state', 'metrics', 'status', 'check'])
      expect(findCollectorNames(sources(room))).toEqual([`${room}/a.ts names live`]);
    expect(findCollectorNames(sources('rules'))).toEqual([]);
  });

  it.each(["const endpoint = 'live_monitoring';", '<p data-live>', 'const delivery = 1;', '// what is live'])(
    'is not broken by %s',
    (text) => {
      expect(
        findCollectorNames(
          new Map([
            ['collectors/live/live.ts', ''],
            ['poll/a.ts', text],
          ]),
        ),
      ).toEqual([]);
    },
  );
});

describe('findViolations', () => {
  it('is silent about sources that keep the rules', () => {
    const good = new Map([
      ['entry.ts', "import { run } from './commands/run.ts';\nrun(process.env, Date.now, Math.random);\n"],
      ['commands/run.ts', "import { poll } from '../poll/poll.ts';\nimport { app } from '../http/app.ts';\n"],
      ['poll/poll.ts', "import { ask } from '../webex/ask.ts';\nimport type { Clock } from '../clock.ts';\n"],
      ['snapshot/store.ts', "import type { Answer } from '../webex/ask.ts';\n"],
      ['webex/ask.ts', "import { other } from './other.ts';\nnew Date(0);\n// Date.now() is the caller's\n"],
      ['webex/other.ts', "import type { Clock } from '../clock.ts';\n"],
      ['log.ts', 'new Date();\n'],
    ]);
    expect(findViolations(good)).toEqual([]);
  });

  it.each([
    ['a folder that a folder must not know', 'http/app.ts', "import { s } from '../snapshot/store.ts';"],
    ['such a folder by a type', 'http/app.ts', "import type { S } from '../snapshot/store.ts';"],
    ['the left half by the right', 'metrics/row.ts', "import { ask } from '../webex/ask.ts';"],
    ['the right half by the left', 'poll/poll.ts', "import { row } from '../metrics/row.ts';"],
    ['a collector by poll', 'poll/poll.ts', "import { live } from '../../collectors/live/live.ts';"],
    ['a collector by metrics', 'metrics/row.ts', "import { rows } from '../../collectors/live/rows.ts';"],
    ['a collector by status', 'status/page.ts', "import type { T } from '../../collectors/live/live.ts';"],
    ['more of poll than types by a collector', 'collectors/a.ts', "import { p } from '../../poll/poll.ts';"],
    ['more than types by snapshot', 'snapshot/store.ts', "import { LIST } from '../webex/ask.ts';"],
    ['a value beside a type', 'snapshot/store.ts', "import { LIST, type Ask } from '../webex/ask.ts';"],
    ['a re-export', 'snapshot/store.ts', "export { LIST } from '../webex/ask.ts';"],
    ['a namespace', 'snapshot/store.ts', "import * as ask from '../webex/ask.ts';"],
    ['an import over several lines', 'webex/ask.ts', "import {\n  row,\n} from '../metrics/row.ts';"],
    ['an import for its effect', 'webex/ask.ts', "import '../metrics/row.ts';"],
    ['a dynamic import', 'webex/ask.ts', "const row = await import('../metrics/row.ts');"],
    ['the composition', 'poll/poll.ts', "import { run } from '../commands/run.ts';"],
    ['the simulator', 'poll/poll.ts', "import { s } from '../simulator/simulator.ts';"],
    ['something by the simulator', 'simulator/app.ts', "import { ask } from '../webex/ask.ts';"],
    ['the composition by a shared file', 'clock.ts', "import { run } from './program.ts';"],
    ['a folder by a shared file', 'clock.ts', "import { ask } from './webex/ask.ts';"],
    ['a folder that has no rule yet', 'cellar/run.ts', "import { ask } from '../webex/ask.ts';"],
    ['the environment', 'config/read.ts', 'const env = process.env;'],
    ['the present', 'poll/poll.ts', 'const now = Date.now();'],
    ['the present as a date', 'poll/poll.ts', 'const now = new Date();'],
    ['chance', 'poll/retry.ts', 'const ms = Math.random() * 9;'],
    ['the console', 'http/app.ts', "console.log('hello');"],
    ['camel case', 'http/statusPage.ts', ''],
    ['a folder in camel case', 'statusPages/app.ts', ''],
    ['a catch-all file', 'http/utils.ts', ''],
    ['a catch-all folder', 'common/app.ts', ''],
    ['all of zod', 'http/app.ts', "import { z } from 'zod';"],
    ['a long module', 'http/app.ts', 'x;\n'.repeat(301)],
  ])('finds %s', (_, path, text) => {
    expect(findViolations(new Map([[path, text]]))).toHaveLength(1);
  });

  it.each(["import { b } from './b.ts';", "import type { B } from './b.ts';"])(
    'finds a cycle by %s',
    (text) => {
      const sources = new Map([
        ['poll/a.ts', text],
        ['poll/b.ts', "import { c } from './c.ts';"],
        ['poll/c.ts', "import { a } from './a.ts';"],
      ]);
      expect(findViolations(sources)).toEqual([
        'import cycle: poll/a.ts -> poll/b.ts -> poll/c.ts -> poll/a.ts',
      ]);
    },
  );

  it('reads every import of the real sources that a search for the word finds', () => {
    const counts = Array.from(readSources(src), ([path, text]) => ({
      path,
      read: readImports(path, text).length,
      found: text.match(/(?:from |import\()'\.\.?\/[^']+'/g)?.length ?? 0,
    }));
    expect(counts.filter(({ read, found }) => read !== found)).toEqual([]);
  });
});

describe('the unit tests', () => {
  it('open no port, start no process, mock no module and wait for no real time', () => {
    const tests = readSources(test);
    expect(tests.size).toBeGreaterThan(100);
    expect(findUnitViolations(tests)).toEqual([]);
  });

  it.each([
    ['a server', "import { createServer } from 'node:http';"],
    ['a process', "import { spawn } from 'node:child_process';"],
    ['the real server', "import { listen } from '../../src/http/server.ts';"],
    ['a real component', "import { startProcess } from '../support/components/process.ts';"],
    ['a module in its place', "vi.mock('bcryptjs');"],
    ['a time zone', "vi.stubEnv('TZ', 'UTC');"],
    ['real time', "await expect.poll(() => '').toBe('');"],
  ])('would be found to use %s', (_, text) => {
    const direct = new Map([['unit/a.test.ts', text]]);
    expect(findUnitViolations(direct)).toHaveLength(1);
    const helper = new Map([
      ['unit/a.test.ts', "import { b } from '../support/b.ts';"],
      ['support/b.ts', text.replace('../support', '.')],
    ]);
    expect(findUnitViolations(helper)).toHaveLength(1);
    expect(findUnitViolations(new Map([['program/a.test.ts', text]]))).toEqual([]);
  });
});

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function readSources(folder: string): Sources {
  const paths = listFiles(folder).filter((path) => path.endsWith('.ts'));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
