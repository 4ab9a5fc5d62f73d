import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAnswerLog, type KeptAnswer } from '../../../src/backfill/answer-log.ts';
import { Points } from '../../../src/points.ts';
import { createFolder } from '../../support/folder.ts';
import { toPoints } from '../../support/summary-answers.ts';
import { keptAnswer, summaryOf } from './answers.ts';

const DAY = '2026-11-20';
const first = keptAnswer(1);
const second = keptAnswer(2, { window: '7d' });

let folder: string;
beforeEach(() => {
  folder = createFolder();
});

async function append(...answers: readonly KeptAnswer[]): Promise<void> {
  await using log = await openAnswerLog(folder, DAY);
  for (const answer of answers) await log.append(answer);
}

async function readBack(): Promise<readonly KeptAnswer[]> {
  await using log = await openAnswerLog(folder, DAY);
  return log.answers;
}

const path = (): string => join(folder, `${DAY}.jsonl`);

describe('the answer log', () => {
  it('is empty, and makes no file, before the first answer', async () => {
    expect(await readBack()).toEqual([]);
    await expect(readFile(path())).rejects.toThrow('ENOENT');
  });

  it('gives back what was kept, to the last digit and whatever the names', async () => {
    const odd = keptAnswer(0.1 + 0.2, {
      summary: summaryOf(0.1 + 0.2, {
        figures: { totalMeetings: 0.1 + 0.2, totalParticipants: 1e21 },
        breakdowns: {
          joinMethods: toPoints([
            ['__proto__', 1],
            ['a "quoted"\nline\\', 2],
          ]),
          countries: new Points([['Côte d’Ivoire', 'CI']], [3]),
        },
        startMs: Date.UTC(2026, 10, 19),
      }),
    });
    await append(odd, second);
    expect(await readBack()).toEqual([odd, second]);
  });

  it('keeps the days apart', async () => {
    await append(first);
    await using log = await openAnswerLog(folder, '2026-11-21');
    expect(log.answers).toEqual([]);
  });

  it('takes many answers at once', async () => {
    const answers = Array.from({ length: 100 }, (_, index) =>
      keptAnswer(index, { site: `site-${index}.webex.com` }),
    );
    {
      await using log = await openAnswerLog(folder, DAY);
      await Promise.all(answers.map((answer) => log.append(answer)));
    }
    expect(await readBack()).toEqual(answers);
  });

  it('loses the torn line of a killed run and nothing else, wherever it is torn', async () => {
    await append(first);
    const whole = await readFile(path(), 'utf8');
    const torn = `\n${JSON.stringify(second)}`;
    for (let length = 1; length < torn.length; length += 1) {
      await writeFile(path(), whole + torn.slice(0, length));
      expect(await readBack()).toEqual([first]);
      await append(second);
      expect(await readBack()).toEqual([first, second]);
    }
  });

  it.each([
    ['nothing but line ends', '\n\n\n'],
    ['zeros, which a crash of the machine can leave', '\0'.repeat(4096)],
    ['words', 'not JSON\n'],
    ['other JSON', '42\n"text"\nnull\n[]\n{"site":"a.webex.com"}\n'],
    ['a figure that is none', JSON.stringify(keptAnswer(-1))],
    ['an unknown window form', JSON.stringify({ ...second, window: 7 })],
  ])('passes over %s', async (_, garbage) => {
    await append(first);
    await appendFile(path(), garbage);
    await append(second);
    expect(await readBack()).toEqual([first, second]);
  });

  it('counts the newest of two answers to one question', async () => {
    await append(first, keptAnswer(9));
    expect(await readBack()).toEqual([keptAnswer(9)]);
  });

  it('can be read by its owner only', async () => {
    await append(first);
    const { mode } = await stat(path());
    expect(mode & 0o777).toBe(0o600);
  });

  it('rejects what it cannot write', async () => {
    await mkdir(path());
    await expect(openAnswerLog(folder, DAY)).rejects.toThrow('EISDIR');
    await using log = await openAnswerLog(join(folder, 'missing'), DAY);
    await expect(log.append(first)).rejects.toThrow('ENOENT');
  });
});
