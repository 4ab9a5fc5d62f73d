import * as z from 'zod';
import type { Departures } from '../webex/pace.ts';
import { createRecordFile, type RecordFile, type StateFileOptions } from './record-file.ts';

const VERSION = 1;

/** When an account's requests to limited endpoints last left: written before they do, so that no kill makes the next one too early. */
export function createDepartureFile(account: string, options: StateFileOptions): RecordFile<Departures> {
  return createRecordFile({
    ...options,
    name: `departures/${account}.json`,
    version: VERSION,
    schema: z.record(z.string(), z.number()),
  });
}
