import * as z from 'zod';
import { instantSchema as instantMs } from '../instant.ts';
import type { Summary } from '../snapshot/summary.ts';

const figure = z.number().min(0);

const summary = z.object({
  figures: z.record(z.string(), figure),
  breakdowns: z.record(z.string(), z.array(z.object({ labels: z.array(z.string()).min(1), value: figure }))),
  startMs: instantMs.optional(),
  endMs: instantMs.optional(),
  folded: z.record(z.string(), figure),
});

const named = z.array(
  z.tuple([z.string(), figure]).transform(([name, value]) => ({ labels: [name], value })),
);

/** As exporters before 0.2.0 kept it, who knew one API. */
const oldSummary = z
  .object({
    figures: z.record(z.string(), figure),
    joinMethods: named,
    roles: named,
    countries: z.array(
      z
        .object({ country: z.string(), code: z.string(), participants: figure })
        .transform(({ country, code, participants }) => ({ labels: [country, code], value: participants })),
    ),
    startMs: instantMs.optional(),
    endMs: instantMs.optional(),
    folded: z.record(z.string(), figure),
  })
  .transform(({ joinMethods, roles, countries, ...rest }) => ({
    ...rest,
    breakdowns: { joinMethods, roles, countries },
  }));

/** A summary as it is kept in files, also in those of an older exporter: an upgrade loses no figure. */
export const summarySchema: z.ZodType<Summary> = z.union([summary, oldSummary]);
