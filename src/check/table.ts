import { toLine } from '../shown-text.ts';
import {
  isGood,
  type AccountReport,
  type Finding,
  type RawAnswer,
  type Report,
  type Status,
} from './report.ts';

const MARKS: Readonly<Record<Status, string>> = { ok: '✓', notice: '!', failed: '✗', skipped: '–' };

interface Row extends Finding {
  readonly subject: string;
  readonly answers?: readonly RawAnswer[] | undefined;
}

/** The report for a person: a line for each check, below it the step to take. */
export function toTable(report: Report): string {
  const warnings = report.warnings.map((warning) => `${MARKS.notice} ${toLine(warning)}\n`);
  const accounts = report.accounts.map(toSection);
  const end = isGood(report) ? 'Everything works.\n' : 'Something is wrong: see the lines with ✗.\n';
  return [...warnings, ...accounts, end].join('\n');
}

function toSection({ account, findings, trials, sites, callsPerDay }: AccountReport): string {
  const rows: Row[] = [
    ...Object.entries(findings).flatMap(([subject, finding]: [string, Finding?]) =>
      finding ? [{ subject, ...finding }] : [],
    ),
    ...trials.map(({ name, finding }) => ({ subject: name, ...finding })),
    ...sites.map(({ site, trackingId, finding, answers }) => {
      // What Webex's support asks for first.
      const isTraced = trackingId !== undefined && finding.status === 'failed';
      const detail = isTraced ? `${finding.detail} (trackingId ${trackingId})` : finding.detail;
      return { subject: site, ...finding, detail, answers };
    }),
  ];
  const width = Math.max(...rows.map(({ subject }) => subject.length));
  const lines = rows.map((row, index) => {
    const { subject, status, detail, advice, answers = [] } = row;
    const line = `  ${MARKS[status]} ${subject.padEnd(width)}  ${toLine(detail)}\n`;
    // A step that the next line asks for too is said once, below the last of them.
    const isRepeated = rows[index + 1]?.advice === advice && answers.length === 0;
    const step = advice === undefined || isRepeated ? '' : `      → ${toLine(advice)}\n`;
    return line + step + answers.map(toAnswerText).join('');
  });
  return `Account ${account}\n${lines.join('')}  ${callsPerDay} calls per day at this configuration\n`;
}

function toAnswerText({ request, status, trackingId, body }: RawAnswer): string {
  const head = [
    `    > ${toLine(request)}`,
    `    < ${status ?? 'no answer'}${trackingId === undefined ? '' : ` trackingId ${toLine(trackingId)}`}`,
  ];
  const text = body.split('\n').map((line) => `    ${toLine(line)}`);
  return `${[...head, ...text].join('\n')}\n`;
}
