import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  digestDay,
  findLabelFaults,
  renderDay,
  writePieces,
  type DayContent,
} from '../../../src/backfill/day-file.ts';
import { INSTRUMENTS } from '../../../src/exporter/collectors.ts';
import { Points } from '../../../src/points.ts';
import { isOfHistory } from '../../../src/metrics/instrument.ts';
import { createFolder } from '../../support/folder.ts';
import { toPoints } from '../../support/summary-answers.ts';
import { keptAnswer, summaryOf } from './answers.ts';

function content(changes: Partial<DayContent> = {}): DayContent {
  return { answers: [keptAnswer(5)], sampleSeconds: [100, 400], extraLabels: [], ...changes };
}

const HISTORY = INSTRUMENTS.filter(isOfHistory);

function linesOf(changes: Partial<DayContent>, instruments = HISTORY): string[] {
  return [...renderDay(content(changes), instruments)].join('').split('\n');
}

/** Of what Webex says; which account a site belongs to is the same in each. */
const FIGURES = HISTORY.filter(({ subject }) => subject === 'summary');

function samplesOf(changes: Partial<DayContent>, instruments = FIGURES): string[] {
  return linesOf(changes, instruments).filter((line) => line !== '' && !line.startsWith('#'));
}

describe('a day file', () => {
  it('has help, type, a line for each instant, and an end', () => {
    expect(linesOf({})).toEqual([
      `# HELP webex_meetings ${INSTRUMENTS.find(({ name }) => name === 'webex_meetings')?.help}`,
      '# TYPE webex_meetings gauge',
      'webex_meetings{site="a.webex.com",window="1d"} 5 100',
      'webex_meetings{site="a.webex.com",window="1d"} 5 400',
      `# HELP webex_site_info ${INSTRUMENTS.find(({ name }) => name === 'webex_site_info')?.help}`,
      '# TYPE webex_site_info gauge',
      'webex_site_info{site="a.webex.com",account="default"} 1 100',
      'webex_site_info{site="a.webex.com",account="default"} 1 400',
      '# EOF',
      '',
    ]);
  });

  it('is sorted by metric, series and time, whatever the order of the answers', () => {
    const summary = summaryOf(1, {
      figures: { totalMeetings: 1, totalUniqueHosts: 2 },
      breakdowns: {
        joinMethods: toPoints([
          ['webApp', 3],
          ['callIn', 4],
        ]),
      },
    });
    const answers = ['b.webex.com', 'a.webex.com'].flatMap((site) =>
      ['7d', '1d', '28d'].map((window) => keptAnswer(0, { site, window, summary })),
    );
    const lines = samplesOf({ answers });
    expect(lines).toHaveLength(2 * 3 * 4 * 2);
    const keys = lines.map((line) => /^(\w+)(\{.*\}) \S+ (\d+)$/.exec(line)?.slice(1) ?? []);
    const sorted = keys.toSorted(
      ([a = '', b = '', c = ''], [x = '', y = '', z = '']) =>
        compare(a, x) || compare(b, y) || Number(c) - Number(z),
    );
    expect(keys).toEqual(sorted);
    expect(samplesOf({ answers: answers.toReversed() })).toEqual(lines);
  });

  it('puts the extra labels on every series, escaped', () => {
    const extraLabels = [
      { name: 'job', value: 'webex' },
      { name: 'instance', value: 'a "b"\\\nc' },
    ];
    expect(samplesOf({ extraLabels, sampleSeconds: [1] })).toEqual([
      String.raw`webex_meetings{site="a.webex.com",window="1d",job="webex",instance="a \"b\"\\\nc"} 5 1`,
    ]);
  });

  it('escapes what Webex named', () => {
    const summary = summaryOf(0, { figures: {}, breakdowns: { roles: toPoints([['"\\\n', 1]]) } });
    expect(samplesOf({ answers: [keptAnswer(0, { summary })], sampleSeconds: [1] })).toEqual([
      String.raw`webex_meeting_participants_by_role{site="a.webex.com",window="1d",role="\"\\\n"} 1 1`,
    ]);
  });

  it('has figures, window dates and sites only: nothing of polls, folding, accounts or the process', () => {
    const every = summaryOf(0, {
      figures: {
        totalMeetings: 1,
        totalParticipants: 1,
        totalUniqueHosts: 1,
        totalMeetingMinutes: 1,
        totalAudioMinutes: 1,
        totalTelephoneMinutes: 1,
        totalVoIPMinutes: 1,
        videoMeetings: 1,
        sharingMeetings: 1,
        recordingMeetings: 1,
      },
      breakdowns: {
        joinMethods: toPoints([['webApp', 1]]),
        roles: toPoints([['host', 1]]),
        countries: new Points([['France', 'FR']], [1]),
      },
      startMs: 0,
      endMs: 1,
      folded: { join_method: 1, role: 1, country: 1 },
    });
    const shown = { answers: [keptAnswer(0, { summary: every })], sampleSeconds: [1] };
    const names = samplesOf(shown, HISTORY).map((line) => line.split('{')[0]);
    expect(names).toEqual(
      INSTRUMENTS.map(({ name }) => name)
        .filter((name) => /^webex_(meeting|window_(start|end)|site_info)/.test(name))
        .sort(),
    );
  });

  it('leaves out what the answer lacks, and shows 0 as 0', () => {
    const summary = summaryOf(0, { figures: { totalMeetings: 0 } });
    expect(samplesOf({ answers: [keptAnswer(0, { summary })], sampleSeconds: [1] })).toEqual([
      'webex_meetings{site="a.webex.com",window="1d"} 0 1',
    ]);
  });
});

describe('the digest of a day', () => {
  it('is the same for the same day in another order', () => {
    const answers = [keptAnswer(1), keptAnswer(2, { window: '7d' })];
    expect(digestDay(content({ answers: answers.toReversed() }))).toBe(digestDay(content({ answers })));
  });

  it.each<[string, Partial<DayContent>]>([
    ['a figure', { answers: [keptAnswer(6)] }],
    ['an answer more', { answers: [keptAnswer(5), keptAnswer(5, { window: '7d' })] }],
    ['another step', { sampleSeconds: [100, 200] }],
    ['a label', { extraLabels: [{ name: 'job', value: 'webex' }] }],
  ])('changes with %s', (_, changes) => {
    expect(digestDay(content(changes))).not.toBe(digestDay(content()));
  });
});

describe('writePieces', () => {
  let folder: string;
  beforeEach(() => {
    folder = createFolder();
  });

  it('writes all pieces in order, over a file that was there', async () => {
    const path = join(folder, 'day.om');
    const pieces = Array.from({ length: 50 }, (_, index) => `${String(index).repeat(50_000)}\n`);
    await writePieces(path, ['old']);
    await writePieces(path, pieces);
    expect(await readFile(path, 'utf8')).toBe(pieces.join(''));
    expect(await readdir(folder)).toEqual(['day.om']);
  });

  it('leaves the file as it was, and nothing beside it, when a piece fails', async () => {
    const path = join(folder, 'day.om');
    await writePieces(path, ['whole']);
    function* failing(): Generator<string> {
      yield 'x'.repeat(3 << 20);
      throw new Error('no more');
    }
    await expect(writePieces(path, failing())).rejects.toThrow('no more');
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect(await readdir(folder)).toEqual(['day.om']);
  });
});

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

describe('extra labels', () => {
  const OWN = ['site', 'window', 'country'];

  it.each<[string[], string[]]>([
    [['job', 'instance'], []],
    [[], []],
    [['site'], ['site']],
    [
      ['job', 'country', 'window'],
      ['country', 'window'],
    ],
    [['job', 'cluster', 'job'], ['job']],
  ])('of the labels %j a series would have %j twice', (names, twice) => {
    const labels = names.map((name) => ({ name, value: 'x' }));
    expect(findLabelFaults(labels, OWN)).toEqual(
      twice.map((name) => `--label: label ${name} is there already`),
    );
  });
});
