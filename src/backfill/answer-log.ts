import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { toErrorCode } from '../error-words.ts';
import { keyId, type TargetKey } from '../snapshot/target-key.ts';
import { summarySchema } from '../state/target-file.ts';
import { parseJson } from '../json.ts';

/** Names one answer of a day. */
export interface AnswerKey extends TargetKey {
  readonly site: string;
  readonly window: string;
}

/** One line. Before 0.2.0 there was one collector, and the account was not kept. */
const ANSWER_SCHEMA = z.object({
  collector: z.string().default('meetings'),
  account: z.string().default(''),
  site: z.string(),
  window: z.string(),
  summary: summarySchema,
});

export type KeptAnswer = Readonly<z.output<typeof ANSWER_SCHEMA>>;

export type AnswerLog = Awaited<ReturnType<typeof openAnswerLog>>;

/**
 * The answers of one shown day, a JSON line each, appended as they arrive. A process that is killed leaves at most its
 * newest line torn; that one is asked again.
 */
export async function openAnswerLog(directory: string, day: string) {
  const path = join(directory, `${day}.jsonl`);
  const answers = new Map((await readAnswers(path)).map((answer) => [keyId(answer), answer]));
  let file: FileHandle | undefined;
  let writing = Promise.resolve();

  async function write(answer: KeptAnswer): Promise<void> {
    file ??= await open(path, 'a', 0o600);
    // A torn line of a killed run has no line end: begin a new one, so that it spoils nothing but itself.
    await file.appendFile(`\n${JSON.stringify(answer)}\n`);
  }

  return {
    get answers(): readonly KeptAnswer[] {
      return [...answers.values()];
    },
    /** Resolves when the answer is with the operating system, which outlives the process. */
    append(answer: KeptAnswer): Promise<void> {
      writing = writing.then(() => write(answer));
      answers.set(keyId(answer), answer);
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
    if (toErrorCode(error) === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => ANSWER_SCHEMA.safeParse(parseJson(line)).data ?? []);
}
