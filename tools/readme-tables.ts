import { SETTINGS } from '../src/config/settings.ts';
import { VALUE_FLAGS, SWITCH_FLAGS } from '../src/config/flags.ts';
import { labelNames } from '../src/metrics/instrument.ts';
import { INSTRUMENTS } from '../src/exporter/collectors.ts';

/** Puts the tables that follow from the code between their markers. */
export function renderReadme(present: string): string {
  const tables = { flags: renderFlags(), settings: renderSettings(), metrics: renderMetrics() };
  return Object.entries(tables).reduce((text, [name, table]) => replaceSection(text, name, table), present);
}

export function replaceSection(text: string, name: string, table: string): string {
  const begin = `<!-- begin generated: ${name} -->`;
  const end = `<!-- end generated: ${name} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md has no section between "${begin}" and "${end}"`);
  return `${text.slice(0, from + begin.length)}\n\n${table}\n${text.slice(to)}`;
}

function renderFlags(): string {
  const valued = Object.entries(VALUE_FLAGS).map(([name, { placeholder, defaultText, help, commands }]) => [
    `\`--${name}=${placeholder}\``,
    defaultText === '' ? '–' : `\`${defaultText}\``,
    commands.join(', '),
    help,
  ]);
  const switches = Object.entries(SWITCH_FLAGS).map(([name, { help, commands }]) => [
    `\`--${name}\``,
    '–',
    commands.join(', '),
    help,
  ]);
  return renderTable(['flag', 'default', 'commands', 'meaning'], [...valued, ...switches]);
}

function renderSettings(): string {
  const rows = Object.values(SETTINGS).map(({ variable, defaultText, help }) => [
    `\`${variable}\``,
    defaultText ? `\`${defaultText}\`` : '–',
    help,
  ]);
  return renderTable(['variable', 'default', 'meaning'], rows);
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

export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map(escapeCell).join(' | ')} |`,
  );
  return `${lines.join('\n')}\n`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
