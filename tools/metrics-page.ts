import { INSTRUMENTS } from '../src/exporter/collectors.ts';
import { labelNames } from '../src/metrics/instrument.ts';
import { OUTCOMES } from '../src/webex/outcome.ts';
import { renderTable, replaceSection } from './tables.ts';

/** The page of all metrics: prose by hand, the table from the table that the program itself reads. */
export function renderMetricsPage(present: string): string {
  const outcomes = `${OUTCOMES.map((outcome) => `\`${outcome}\``).join(', ')}\n`;
  return replaceSection(replaceSection(present, 'metrics', renderMetrics()), 'outcomes', outcomes);
}

function renderMetrics(): string {
  const rows = INSTRUMENTS.map((instrument) => [
    `\`${instrument.name}\``,
    instrument.type,
    labelNames(instrument)
      .map((label) => `\`${label}\``)
      .join(', ') || '–',
    instrument.help,
  ]);
  return renderTable(['metric', 'type', 'labels', 'meaning'], rows);
}
