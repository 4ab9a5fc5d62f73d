import type { Gap } from './fill.ts';
import type { Plan, Span } from './plan.ts';
import { formatMinutes } from '../progress.ts';

const SHOWN_GAPS = 50;

/** From here on another way is pointed out. */
const MUCH_TEXT_BYTES = 1e9;

/** What a run is about to cost, in lines for a person. */
export function describePlan(plan: Plan, { from, to, stepMs }: Span, makesBlocks: boolean): string {
  const asked = plan.requests - plan.kept;
  const disk = makesBlocks
    ? `${formatBytes(plan.blockBytes)} of blocks, and ${formatBytes(plan.bytes / plan.days)} of OpenMetrics, one day at a time`
    : `${formatBytes(plan.bytes)} of OpenMetrics`;
  return `${from} to ${to}: ${plan.days} days
  requests   ${asked}${plan.kept > 0 ? ` (${plan.kept} of ${plan.requests} answers are kept from before)` : ''}
  duration   about ${formatMinutes(plan.durationMs / 60_000)} at the request budget
  samples    about ${formatCount(plan.samples)}, one each ${stepMs / 1000} s
  disk       about ${disk}
${describeLess(plan, makesBlocks)}`;
}

/** What would be enough for the alerts, and what makes a large run small. */
function describeLess({ requests, dayRequests, bytes }: Plan, makesBlocks: boolean): string {
  const percent = Math.round((100 * dayRequests) / requests);
  return [
    ...(dayRequests > 0 && dayRequests < requests
      ? [`alerts     look back at windows of 1d alone: --windows=1d takes ${percent}% of all this`]
      : []),
    ...(!makesBlocks && bytes > MUCH_TEXT_BYTES
      ? ['less disk  with --promtool and --tsdb, which make blocks day by day and keep no text']
      : []),
  ]
    .map((line) => `  ${line}\n`)
    .join('');
}

/** What a run has left behind and what to do with it; `tsdb` is where blocks were made, if they were. */
export function describeEnd(gaps: readonly Gap[], outputDir: string, tsdb: string | undefined): string {
  const result =
    tsdb === undefined
      ? `The day files are in ${outputDir}.
Make blocks of them:
  for file in ${outputDir}/*.om; do promtool tsdb create-blocks-from --max-block-duration=24h openmetrics "$file" TSDB_DIRECTORY; done
`
      : `The blocks are in ${tsdb}, the answers they were made of in ${outputDir}.\n`;
  const listed = gaps
    .slice(0, SHOWN_GAPS)
    .map(({ day, site, window, outcome, problem }) => `  ${day} ${site} ${window}: ${outcome}: ${problem}\n`);
  const more = gaps.length > SHOWN_GAPS ? `  and ${gaps.length - SHOWN_GAPS} more\n` : '';
  const missing = gaps.length === 0 ? '' : `Webex gave no figures for:\n${listed.join('')}${more}`;
  return `${result}${missing}`;
}

function formatCount(count: number): string {
  return count < 1e6 ? String(count) : `${(count / 1e6).toFixed(1)} million`;
}

function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
