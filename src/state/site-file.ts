import { join } from 'node:path';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { RestoredWindow } from '../snapshot/store.ts';
import { FIGURE_FIELDS } from '../webex/answer.ts';
import { OUTCOMES } from '../webex/outcome.ts';
import { createRecordFile, type RecordFile } from './record-file.ts';

const VERSION = 1;

const figure = z.number().min(0);
const instantMs = z.number();
const namedFigures = z.array(z.tuple([z.string(), figure]));

/** A summary as it is kept in files. */
export const summarySchema = z.object({
  figures: z.partialRecord(z.enum(FIGURE_FIELDS), figure),
  joinMethods: namedFigures,
  roles: namedFigures,
  countries: z.array(z.object({ country: z.string(), code: z.string(), participants: figure })),
  startMs: instantMs.optional(),
  endMs: instantMs.optional(),
  folded: z.object({ join_method: figure, role: figure, country: figure }),
});

const poll = z.object({ outcome: z.enum(OUTCOMES), attemptMs: instantMs, durationMs: figure });

const window = z.object({
  summary: summarySchema.optional(),
  lastSuccessMs: instantMs.optional(),
  newestPoll: poll.extend({ problem: z.string().optional(), trackingId: z.string().optional() }).optional(),
  recentPolls: z.array(poll).optional(),
  failingSinceMs: instantMs.optional(),
  nextPollMs: instantMs.optional(),
});

/** What is kept of one site, by window label. */
export type SiteRecord = Readonly<Record<string, RestoredWindow>>;

/** The figures and the schedule of one site. A site has its own file, so a torn one costs no other site anything. */
export function createSiteFile(directory: string, site: string, log: Logger): RecordFile<SiteRecord> {
  return createRecordFile({
    path: join(directory, 'sites', `${site}.json`),
    version: VERSION,
    schema: z.record(z.string(), window),
    log,
  });
}
