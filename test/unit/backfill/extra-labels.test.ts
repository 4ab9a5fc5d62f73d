import { expect, it } from 'vitest';
import { findLabelFaults } from '../../../src/backfill/extra-labels.ts';

const OWN = ['site', 'window', 'country'];

it.each<[string[], string[]]>([
  [['job', 'instance'], []],
  [[], []],
  [['site'], ['site']],
  [
    ['job', 'country', 'window'],
    ['country', 'window'],
  ],
  [['job', 'cluster', 'job'], ['job']],
])('of the labels %j a series would have %j twice', (names, twice) => {
  const labels = names.map((name) => ({ name, value: 'x' }));
  expect(findLabelFaults(labels, OWN)).toEqual(
    twice.map((name) => `--label: label ${name} is there already`),
  );
});
