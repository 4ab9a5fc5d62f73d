import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOfHistory } from '../../../src/metrics/instrument.ts';
import {
  fillDays,
  type DayBlocks,
  type FillOptions,
  type Gap,
  type PastTarget,
} from '../../../src/backfill/fill.ts';
import { openOutputDirectory, type OutputDirectory } from '../../../src/backfill/output-directory.ts';
import { INSTRUMENTS } from '../../../src/exporter/collectors.ts';
import type { PollResult } from '../../../src/poll/poller.ts';
import type { Failure } from '../../../src/webex/verdict.ts';
import { createFolder } from '../../support/folder.ts';
import { createAnswer } from '../../support/summary-answers.ts';
import { windowKey } from '../../support/targets.ts';
import { summaryOf } from './answers.ts';
import { readDayFiles } from '../../support/day-files.ts';
import { DAY_MS } from '../../support/time.ts';

type FailedOutcome = Failure['outcome'];

const DAYS = ['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16'];
const WINDOWS = ['1d', '7d', '28d'];

let folder: string;
let output: OutputDirectory;
beforeEach(async () => {
  folder = createFolder();
  output = await openOutputDirectory(join(folder, 'out'), new Map());
});
afterEach(() => output.release());

/** What Webex says of a window of a site on a day: an outcome, or undefined for figures. */
type Answering = (day: string, window: string) => FailedOutcome | undefined;

function site(name: string, answering: Answering, asked: string[] = []): PastTarget[] {
  return WINDOWS.map((window) => ({
    key: windowKey(name, window),
    async ask(day, signal) {
      signal.throwIfAborted();
      asked.push(`${day} ${name} ${window}`);
      await Promise.resolve();
      return toResult(answering(day, window));
    },
  }));
}

function toResult(outcome: FailedOutcome | undefined): PollResult {
  const timing = { attemptMs: 0, durationMs: 0 };
  if (outcome === undefined) {
    const answer = createAnswer();
    const verdict = { outcome: 'success', answer } as const;
    return { record: { ...timing, outcome: 'success' }, verdict, summary: summaryOf(1) };
  }
  const problem = `said ${outcome}`;
  return { record: { ...timing, outcome, problem }, verdict: { outcome, message: problem } };
}

function fill(targets: readonly PastTarget[], changes: Partial<FillOptions> = {}): Promise<readonly Gap[]> {
  return fillDays({
    days: DAYS,
    span: { from: '', to: '', untilMs: Date.UTC(2030, 0), stepMs: DAY_MS },
    targets,
    instruments: INSTRUMENTS.filter(isOfHistory),
    extraLabels: [],
    output,
    onAsked: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  });
}

describe('what Webex does not give', () => {
  it('is listed with its reason, and the rest is written', async () => {
    const gaps = await fill(
      site('a.webex.com', (day, window) =>
        day === '2026-11-19' && window === '7d' ? 'server_error' : undefined,
      ),
    );
    expect(gaps).toEqual([
      {
        day: '2026-11-19',
        ...windowKey('a.webex.com', '7d'),
        outcome: 'server_error',
        problem: 'said server_error',
      },
    ]);
    const windows = Array.from(readDayFiles(join(folder, 'out')), ([, text]) =>
      [...text.matchAll(/window="(\w+)"/g)].map(([, window]) => window),
    );
    // By file name; series are sorted as texts.
    expect(windows).toEqual([
      ['1d', '28d', '7d'],
      ['1d', '28d', '7d'],
      ['1d', '28d', '7d'],
      ['1d', '28d'],
      ['1d', '28d', '7d'],
    ]);
  });

  it('leaves no file of a day without any answer', async () => {
    await fill(site('a.webex.com', (day) => (day === '2026-11-19' ? 'timeout' : undefined)));
    expect([...readDayFiles(join(folder, 'out')).keys()]).not.toContain('2026-11-19.om');
  });

  it('is asked again by the next run, and only that', async () => {
    await fill(site('a.webex.com', (day) => (day === '2026-11-19' ? 'timeout' : undefined)));
    const asked: string[] = [];
    expect(await fill(site('a.webex.com', () => undefined, asked))).toEqual([]);
    expect(asked).toEqual(WINDOWS.map((window) => `2026-11-19 a.webex.com ${window}`));
  });
});

describe('a site that is refused', () => {
  it.each<FailedOutcome>(['forbidden', 'not_found', 'bad_request', 'wrong_region'])(
    'as %s on three days in a row is asked no more in this run, and the other sites are',
    async (outcome) => {
      const asked: string[] = [];
      const gaps = await fill([
        ...site('lost.webex.com', () => outcome, asked),
        ...site('a.webex.com', () => undefined),
      ]);
      expect(asked).toEqual(
        DAYS.slice(0, 3).flatMap((day) => WINDOWS.map((window) => `${day} lost.webex.com ${window}`)),
      );
      expect(gaps).toHaveLength(DAYS.length * WINDOWS.length);
      expect(gaps.at(-1)).toEqual({
        ...windowKey('lost.webex.com', '28d'),
        day: '2026-11-16',
        outcome,
        problem: 'not asked: the days after it were refused',
      });
    },
  );

  it.each<[string, Answering]>([
    ['only on the newest two days', (day) => (day >= '2026-11-19' ? 'bad_request' : undefined)],
    ['in one window', (_, window) => (window === '28d' ? 'bad_request' : undefined)],
    ['for a reason that passes', () => 'server_error'],
  ])('%s is asked on', async (_, answering) => {
    const asked: string[] = [];
    await fill(site('a.webex.com', answering, asked));
    expect(asked).toHaveLength(DAYS.length * WINDOWS.length);
  });

  it('is asked again by the next run', async () => {
    await fill(site('a.webex.com', () => 'forbidden'));
    expect(await fill(site('a.webex.com', () => undefined))).toEqual([]);
  });
});

describe('the end of a run', () => {
  it('comes at once, for all accounts, when a token is refused', async () => {
    const asked: string[] = [];
    const questions = [
      ...site('refused.webex.com', () => 'unauthorized', asked),
      ...site('a.webex.com', () => undefined, asked),
    ];
    await expect(fill(questions)).rejects.toThrow('said unauthorized');
    expect(new Set(asked.map((question) => question.slice(0, 10)))).toEqual(new Set(['2026-11-20']));
  });

  it('comes at once when an answer cannot be kept, so that no answer is asked for in vain', async () => {
    const { answersPath } = output;
    const slow: PastTarget = {
      key: windowKey('slow.webex.com', '1d'),
      ask: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('given up')));
        }),
    };
    const broken = { ...output, answersPath: join(answersPath, 'missing') };
    const filling = fill([slow, ...site('a.webex.com', () => undefined)], { output: broken });
    await expect(filling).rejects.toThrow('ENOENT');
  });

  it('comes between days when the run is stopped, though all is kept and only files are to be written', async () => {
    await fill(site('a.webex.com', () => undefined));
    const stop = new AbortController();
    const written: string[] = [];
    const stopping: OutputDirectory = {
      ...output,
      isWritten: () => false,
      recordWritten(day) {
        written.push(day);
        stop.abort();
        return Promise.resolve();
      },
    };
    const options = { output: stopping, signal: stop.signal };
    await expect(
      fill(
        site('a.webex.com', () => undefined),
        options,
      ),
    ).rejects.toThrow('aborted');
    expect(written).toEqual(['2026-11-20']);
  });

  it('is not late for a day file that cannot be written', async () => {
    await mkdir(output.dayPath('2026-11-20'));
    const asked: string[] = [];
    await expect(fill(site('a.webex.com', () => undefined, asked))).rejects.toThrow('EISDIR');
    expect(asked).toHaveLength(WINDOWS.length);
  });
});

describe('blocks', () => {
  const present = async (): Promise<string[]> =>
    (await readdir(join(folder, 'out'))).filter((name) => name.endsWith('.om'));

  it('are made of each day as soon as it is written, and its text is deleted: never two days at once', async () => {
    const made: { day: string; files: string[]; text: string }[] = [];
    const make: DayBlocks['make'] = async (day, path) => {
      made.push({ day, files: await present(), text: await readFile(path, 'utf8') });
    };
    await fill(
      site('a.webex.com', () => undefined),
      { blocks: { tsdb: '/tsdb', make } },
    );
    expect(made.map(({ day }) => day)).toEqual(DAYS);
    expect(made.map(({ files }) => files)).toEqual(DAYS.map((day) => [`${day}.om`]));
    expect(made.every(({ text }) => text.endsWith('# EOF\n'))).toBe(true);
    expect(await present()).toEqual([]);
  });

  it('are made once: the next run makes those of what is new, or of another directory', async () => {
    const made: string[] = [];
    const blocks = (tsdb: string): DayBlocks => ({
      tsdb,
      make: (day) => Promise.resolve(void made.push(`${tsdb} ${day}`)),
    });
    const answering: Answering = (day) => (day === '2026-11-18' ? 'timeout' : undefined);
    await fill(site('a.webex.com', answering), { blocks: blocks('/one') });
    expect(made.splice(0)).toEqual(DAYS.filter((day) => day !== '2026-11-18').map((day) => `/one ${day}`));
    await fill(
      site('a.webex.com', () => undefined),
      { blocks: blocks('/one') },
    );
    expect(made.splice(0)).toEqual(['/one 2026-11-18']);
    await fill(
      site('a.webex.com', () => undefined),
      { blocks: blocks('/two') },
    );
    expect(made.splice(0)).toEqual(DAYS.map((day) => `/two ${day}`));
    await fill(site('a.webex.com', () => undefined));
    expect(await present()).toHaveLength(DAYS.length);
  });

  it('that cannot be made end the run at that day, whose text stays; the next run goes on there', async () => {
    const failing: DayBlocks = {
      tsdb: '/tsdb',
      make: (day) => (day === '2026-11-18' ? Promise.reject(new Error('no luck')) : Promise.resolve()),
    };
    const asked: string[] = [];
    await expect(
      fill(
        site('a.webex.com', () => undefined, asked),
        { blocks: failing },
      ),
    ).rejects.toThrow('no luck');
    expect(await present()).toEqual(['2026-11-18.om']);
    expect(asked).toHaveLength(3 * WINDOWS.length);
    const made: string[] = [];
    const make: DayBlocks['make'] = (day) => Promise.resolve(void made.push(day));
    await fill(
      site('a.webex.com', () => undefined),
      { blocks: { tsdb: '/tsdb', make } },
    );
    expect(made).toEqual(DAYS.slice(2));
  });
});
