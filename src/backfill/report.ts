import type { Gap } from './fill.ts';
import type { Plan, Span } from './plan.ts';
import { formatMinutes } from '../progress.ts';

const SHOWN_GAPS = 50;

/** What a run is about to cost, in lines for a person. */
export function describePlan(plan: Plan, { from, to, stepMs }: Span): string {
  const asked = plan.requests - plan.kept;
  return `${from} to ${to}: ${plan.days} days
  requests   ${asked}${plan.kept > 0 ? ` (${plan.kept} of ${plan.requests} answers are kept from before)` : ''}
  duration   about ${formatMinutes(plan.durationMs / 60_000)} at the request budget
  samples    about ${formatCount(plan.samples)}, one each ${stepMs / 1000} s
  disk       about ${formatBytes(plan.bytes)} of OpenMetrics
`;
}

/** What a run has left behind and what to do with it; `tsdb` is where blocks were made, if they were. */
export function describeEnd(gaps: readonly Gap[], outputDir: string, tsdb: string | undefined): string {
  const next =
    tsdb === undefined
      ? `Make blocks of them:
  for file in ${outputDir}/*.om; do promtool tsdb create-blocks-from --max-block-duration=24h openmetrics "$file" TSDB_DIRECTORY; done
`
      : `The blocks are in ${tsdb}.\n`;
  const listed = gaps
    .slice(0, SHOWN_GAPS)
    .map(({ day, site, window, outcome, problem }) => `  ${day} ${site} ${window}: ${outcome}: ${problem}\n`);
  const more = gaps.length > SHOWN_GAPS ? `  and ${gaps.length - SHOWN_GAPS} more\n` : '';
  const missing = gaps.length === 0 ? '' : `Webex gave no figures for:\n${listed.join('')}${more}`;
  return `The day files are in ${outputDir}.\n${next}${missing}`;
}

function formatCount(count: number): string {
  return count < 1e6 ? String(count) : `${(count / 1e6).toFixed(1)} million`;
}

function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
