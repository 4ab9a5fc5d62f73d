import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Summary } from '../snapshot/summary.ts';
import { summarySchema } from '../state/site-file.ts';

/** Names one answer of a day. */
export interface AnswerKey {
  readonly site: string;
  /** The window's label, e.g. `7d`. */
  readonly window: string;
}

/** One kept answer. */
export interface KeptAnswer extends AnswerKey {
  readonly summary: Summary;
}

const line = z.object({ site: z.string(), window: z.string(), summary: summarySchema });

/**
 * The answers of one shown day, a JSON line each, appended as they arrive. A process that is killed leaves at most its
 * newest line torn; that one is asked again.
 */
export interface AnswerLog extends AsyncDisposable {
  readonly answers: readonly KeptAnswer[];
  /** Resolves when the answer is with the operating system, which outlives the process. */
  append(answer: KeptAnswer): Promise<void>;
}

export async function openAnswerLog(directory: string, day: string): Promise<AnswerLog> {
  const path = join(directory, `${day}.jsonl`);
  const answers = new Map(
    (await readAnswers(path)).map((answer) => [`${answer.site} ${answer.window}`, answer]),
  );
  let file: FileHandle | undefined;
  let writing = Promise.resolve();

  async function write(answer: KeptAnswer): Promise<void> {
    file ??= await open(path, 'a', 0o600);
    // A torn line of a killed run has no line end: begin a new one, so that it spoils nothing but itself.
    await file.appendFile(`\n${JSON.stringify(answer)}\n`);
  }

  return {
    get answers() {
      return [...answers.values()];
    },
    append(answer) {
      writing = writing.then(() => write(answer));
      answers.set(`${answer.site} ${answer.window}`, answer);
      return writing;
    },
    async [Symbol.asyncDispose]() {
      await writing.catch(() => undefined);
      await file?.close();
    },
  };
}

async function readAnswers(path: string): Promise<KeptAnswer[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((candidate) => {
    const parsed = line.safeParse(parse(candidate));
    return parsed.success ? [parsed.data] : [];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
