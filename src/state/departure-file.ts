import { join } from 'node:path';
import * as z from 'zod';
import type { Logger } from '../log.ts';
import type { Departures } from '../webex/pace.ts';
import { createRecordFile, type RecordFile } from './record-file.ts';

const VERSION = 1;

/** When an account's requests to limited endpoints last left: written before they do, so that no kill makes the next one too early. */
export function createDepartureFile(directory: string, account: string, log: Logger): RecordFile<Departures> {
  return createRecordFile({
    path: join(directory, 'departures', `${account}.json`),
    version: VERSION,
    schema: z.record(z.string(), z.number()),
    log,
  });
}
