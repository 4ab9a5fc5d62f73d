import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readYaml, YamlText } from '../../src/strict-yaml.ts';
import { list, section, text } from '../../src/yaml-values.ts';

const SCHEMA = section({
  name: text.optional(),
  items: list(section({ key: text.optional() })).optional(),
  secrets: section({ token: text.optional() }, { isSecret: true }).optional(),
});

function problemsOf(yaml: string, schema: z.ZodType = SCHEMA): readonly string[] {
  const read = readYaml(yaml, schema);
  return 'problems' in read ? read.problems : [];
}

describe('readYaml', () => {
  it('gives texts as they stand, whatever they look like', () => {
    const read = readYaml(
      'a: 0x10\nb: "true"\nc: ~\nd: 1e3\n',
      z.record(z.string(), z.union([z.instanceof(YamlText), z.null()])),
    );
    const value = 'value' in read ? read.value : {};
    expect(
      Object.entries(value).map(([key, scalar]) => [key, scalar?.text, scalar?.isPlain, scalar?.line]),
    ).toEqual([
      ['a', '0x10', true, 1],
      ['b', 'true', false, 2],
      ['c', undefined, undefined, undefined],
      ['d', '1e3', true, 4],
    ]);
  });

  it.each([
    ['an unknown key', 'name: a\n\nnmae: b\n', 'line 3: unknown key "nmae"; did you mean name?'],
    [
      'an unknown key deep down',
      'items:\n  - key: a\n  - kye: b\n',
      'line 3: items.1: unknown key "kye"; did you mean key?',
    ],
    ['a list for a text', 'name: [a]\n', 'line 1: name: is not a text'],
    ['a text for a list', 'name: a\nitems: b\n', 'line 2: items: is not a list'],
    ['a key twice', 'items:\n  - key: a\n    key: b\n', 'line 3: not YAML (duplicate key)'],
    ['a tag', 'name: !!str a\n', 'line 1: YAML tags (!name) are not supported'],
    ['a tag of a list', 'items: !!seq\n  - key: a\n', 'line 2: YAML tags (!name) are not supported'],
    ['an alias', 'name: &a b\nitems: [*a]\n', 'line 2: YAML aliases (*name) are not supported'],
    ['a mapping for a key', '{a: b}: c\n', 'line 1: a key is not a text'],
    ['broken YAML', 'name: a\nitems: [\n', 'line 3: not YAML (bad indent)'],
    ['a second document', 'name: a\n---\nname: b\n', 'line 3: not YAML (multiple docs)'],
  ])('says the line of %s', (_, yaml, said) => {
    expect(problemsOf(yaml)).toEqual([said]);
  });

  it.each(['{name: ${X}}', 'items: [{key: ${X}}]', 'items: [${X}, ${Y}]'])(
    'says once what %s lacks',
    (yaml) => {
      expect(problemsOf(`${yaml}\n`)).toEqual([
        expect.stringMatching(/^line 1: not YAML \(.*between brackets, \$\{NAME\} must stand in quotes$/),
      ]);
    },
  );

  it.each([
    ['an unknown key that may be a secret', 'secrets: {hunter2: a}', 'unknown key; known are token'],
    ['a misspelt one there', 'secrets: {tokne: hunter2}', 'unknown key; known are token'],
    ['a line that should have been a value', `? ${'hunter2'.repeat(8)}\n`, 'unknown key; known are name'],
    ['a tag', 'name: !hunter2 a', 'not YAML (tag resolve failed)'],
    ['an alias', 'name: *hunter2', 'YAML aliases'],
    ['a token that breaks the syntax', 'name: {hunter2: [}', 'not YAML'],
  ])('does not quote %s', (_, yaml, said) => {
    expect(problemsOf(yaml).join()).toContain(said);
    expect(problemsOf(yaml).join()).not.toContain('hunter2');
  });

  const MIB = 1024 * 1024;
  it.each([
    ['brackets', '['.repeat(200_000), 'nested too deeply'],
    ['braces', '{a: '.repeat(200_000), 'nested too deeply'],
    ['dashes', '- '.repeat(200_000), 'nested too deeply'],
    ['questions', '? '.repeat(200_000), 'nested too deeply'],
    [
      'levels',
      Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      'nested too deeply',
    ],
    ['commas', `[${','.repeat(MIB - 2)}]`, 'too many parts'],
    ['keys', Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`).join('\n'), 'too many parts'],
    ['characters', 'a'.repeat(MIB + 1), 'longer than 1024 KiB'],
  ])('refuses a flood of %s', (_, yaml, said) => {
    expect(problemsOf(yaml)).toEqual([expect.stringContaining(said)]);
  });

  it.each([
    ['values', `items: [${'[], '.repeat(1000)}]`],
    ['unknown keys', Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['aliases', `name: &a b\nitems: [${'*a, '.repeat(1000)}]`],
  ])('says twenty of a thousand bad %s, and that there are more', (_, yaml) => {
    const problems = problemsOf(yaml);
    expect(problems.length).toBeLessThanOrEqual(21);
    expect(problems.length).toBeGreaterThanOrEqual(20);
  });
});
