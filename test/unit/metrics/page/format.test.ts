import { describe, expect, it } from 'vitest';
import { renderMetadata } from '../../../../src/metrics/page/format.ts';

const HELP = 'A "name", a \\ and\na line.';

describe('the lines above a family', () => {
  it.each([
    ['text', 'counter', 'x_total', 'A "name", a \\\\ and\\na line.'],
    ['text', 'gauge', 'x_total', 'A "name", a \\\\ and\\na line.'],
    ['openmetrics', 'counter', 'x', 'A \\"name\\", a \\\\ and\\na line.'],
    ['openmetrics', 'gauge', 'x_total', 'A \\"name\\", a \\\\ and\\na line.'],
  ] as const)('in %s, of a %s, name it %s and quote its HELP', (format, type, family, help) => {
    expect(renderMetadata({ name: 'x_total', help: HELP, type }, format)).toBe(
      `# HELP ${family} ${help}\n# TYPE ${family} ${type}\n`,
    );
  });
});
