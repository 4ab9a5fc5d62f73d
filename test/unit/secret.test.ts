import { format, inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, Secret } from '../../src/secret.ts';

const TEXT = 'hunter2-hunter2';

describe('a secret', () => {
  const secret = new Secret(TEXT);

  it.each([
    ['JSON', () => JSON.stringify(secret)],
    ['JSON of an object', () => JSON.stringify({ credentials: { token: secret } })],
    ['String()', () => String(secret)],
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the accident that the class is made for
    ['a template', () => `${secret}`],
    ['concatenation', () => 'Bearer '.concat(secret.toString())],
    ['an array', () => [secret].join(',')],
    ['inspect', () => inspect(secret)],
    ['inspect of an object', () => inspect({ a: { b: [secret] } }, { depth: null })],
    ['inspect with all it can show', () => inspect(secret, { showHidden: true, depth: null, getters: true })],
    ['format %s', () => format('%s', secret)],
    ['format %o', () => format('%o', secret)],
    ['format %O', () => format('%O', secret)],
    ['format %j', () => format('%j', secret)],
    ['an error', () => new Error('refused: '.concat(String(secret))).stack ?? ''],
  ])('is hidden in %s', (_, print) => {
    const printed = print();
    expect(printed).not.toContain(TEXT);
    expect(printed).toContain('<redacted>');
  });

  it.each([
    ['own properties', () => JSON.stringify(Object.getOwnPropertyDescriptors(secret))],
    ['a copy', () => JSON.stringify(Object.assign({}, secret))],
    ['a structured clone', () => inspect(structuredClone(secret), { showHidden: true })],
  ])('is not even in %s', (_, print) => {
    expect(print()).not.toContain(TEXT);
  });

  it('is told to who asks for it by name', () => {
    expect(secret.reveal()).toBe(TEXT);
  });
});

function redactorOf(...texts: string[]): (text: string) => string {
  const redactor = createRedactor();
  for (const text of texts) redactor.protect(new Secret(text));
  return redactor.redact;
}

describe('the redactor', () => {
  const awkward = `a+b/c=d&e"f\\g h~(i)`;

  it.each([
    ['as it is', 'token hunter2-hunter2 refused', 'token <redacted> refused', TEXT],
    ['more than once', `${TEXT} ${TEXT}${TEXT}`, '<redacted> <redacted><redacted>', TEXT],
    ['in JSON', `{"t":${JSON.stringify(awkward)}}`, '{"t":"<redacted>"}', awkward],
    ['in a URL', `/?t=${encodeURIComponent(awkward)}&x`, '/?t=<redacted>&x', awkward],
    ['in a form', new URLSearchParams({ t: awkward, x: '1' }).toString(), 't=<redacted>&x=1', awkward],
    ['with the meaning of a pattern', 'see $&.* here', 'see <redacted> here', '$&.*'],
  ])('takes a secret out %s', (_, text, clean, secret) => {
    expect(redactorOf(secret)(text)).toBe(clean);
  });

  it('leaves other text alone, and knows nothing at first', () => {
    expect(createRedactor().redact(TEXT)).toBe(TEXT);
    expect(redactorOf(TEXT)('hunter2')).toBe('hunter2');
  });

  it('is not disturbed by an empty secret', () => {
    expect(redactorOf('')('abc')).toBe('abc');
  });

  it.each([
    ['abcd', 'abcdefgh'],
    ['abcdefgh', 'abcd'],
  ])('leaves no rest of a secret that begins with another one (%s, then %s)', (first, second) => {
    expect(redactorOf(first, second)('<abcdefgh>')).toBe('<<redacted>>');
  });

  it('protects any text without throwing, in every form it may be written', () => {
    const secrets = fc
      .string({ unit: 'binary', minLength: 12 })
      .filter((text) => !'<redacted>'.includes(text));
    fc.assert(
      fc.property(secrets, (text) => {
        const redact = redactorOf(text);
        const forms = [
          text,
          JSON.stringify({ text }),
          new URLSearchParams({ text }).toString(),
          `/${encodeURIComponent(text.toWellFormed())}`,
        ];
        expect(forms.map(redact)).toEqual([
          '<redacted>',
          '{"text":"<redacted>"}',
          'text=<redacted>',
          '/<redacted>',
        ]);
      }),
    );
  });

  it('protects a secret of lone surrogates, which cannot be encoded', () => {
    expect(redactorOf('abc\uD800')('x abc\uD800 y')).toBe('x <redacted> y');
  });
});
