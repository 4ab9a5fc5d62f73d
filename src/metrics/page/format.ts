import type { Instrument } from '../instrument.ts';

/** Prometheus's text format 0.0.4, or OpenMetrics 1.0.0. */
export type Format = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** What ends a page. */
export const PAGE_END: Readonly<Record<Format, string>> = { text: '', openmetrics: '# EOF\n' };

/** The lines above a metric's series. In OpenMetrics a counter's family has the name without `_total`. */
export function renderMetadata(
  { name, help, type }: Pick<Instrument, 'name' | 'help' | 'type'>,
  format: Format,
): string {
  const family = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const quoted = format === 'openmetrics' ? text.replaceAll('"', '\\"') : text;
  return `# HELP ${family} ${quoted}\n# TYPE ${family} ${type}\n`;
}
