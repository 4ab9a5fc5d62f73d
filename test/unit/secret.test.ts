import { format, inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  basicAuthorization,
  createRedactor,
  isSecretHeader,
  Secret,
  withoutCredentials,
} from '../../src/secret.ts';

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
  redactor.protect('somebody', ...texts.map((text) => new Secret(text)));
  return redactor.redact;
}

describe('the redactor', () => {
  const awkward = `a+b/c=d&e"f\\g h~(i)`;
  const basic = Buffer.from('user:a-long-password').toString('base64');

  it.each([
    ['as it is', 'token hunter2-hunter2 refused', 'token <redacted> refused', TEXT],
    ['more than once', `${TEXT} ${TEXT}${TEXT}`, '<redacted> <redacted><redacted>', TEXT],
    ['in JSON', `{"t":${JSON.stringify(awkward)}}`, '{"t":"<redacted>"}', awkward],
    ['in a URL', `/?t=${encodeURIComponent(awkward)}&x`, '/?t=<redacted>&x', awkward],
    ['in a URL with small letters', '/?t=a%2bb%2fc%3dd%26e%22f%5cg%20h~(i)&x', '/?t=<redacted>&x', awkward],
    ['in a form', new URLSearchParams({ t: awkward, x: '1' }).toString(), 't=<redacted>&x=1', awkward],
    ['with the meaning of a pattern', 'see $&.*$&.* here', 'see <redacted> here', '$&.*$&.*'],
    ['behind its scheme', `Bearer ${TEXT}`, 'Bearer <redacted>', TEXT],
    ['without its scheme', `token ${TEXT}`, 'token <redacted>', `Bearer ${TEXT}`],
    ['of Basic, whole', `authorization: Basic ${basic}`, 'authorization: <redacted>', `Basic ${basic}`],
    ['of Basic, without its scheme', basic, '<redacted>', `Basic ${basic}`],
    ['of Basic, decoded', 'user:a-long-password', '<redacted>', `Basic ${basic}`],
    ['of Basic, the password alone', 'is a-long-password right?', 'is <redacted> right?', `Basic ${basic}`],
  ])('takes a secret out %s', (_, text, clean, secret) => {
    expect(redactorOf(secret)(text)).toBe(clean);
  });

  it('leaves other text alone, and knows nothing at first', () => {
    expect(createRedactor().redact(TEXT)).toBe(TEXT);
    expect(redactorOf(TEXT)('hunter2')).toBe('hunter2');
  });

  it('looks for nothing that could be any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 7 }), fc.string(), (secret, text) => {
        expect(redactorOf(secret)(text)).toBe(text);
      }),
    );
    expect(redactorOf('redacted')(`redacted ${TEXT}`)).toBe(`redacted ${TEXT}`);
  });

  it.each([
    ['abcdefgh', 'abcdefghijkl'],
    ['abcdefghijkl', 'abcdefgh'],
  ])('leaves no rest of a secret that begins with another one (%s, then %s)', (first, second) => {
    expect(redactorOf(first, second)('<abcdefghijkl>')).toBe('<<redacted>>');
  });

  it('forgets what an owner no longer has, but not at once: an answer under way may quote it', () => {
    const { protect, redact } = createRedactor();
    const known = (): string => redact('secret-1 secret-2 secret-3 secret-4');
    protect('file', new Secret('secret-1'));
    protect('other', new Secret('secret-4'));
    protect('file', new Secret('secret-2'));
    protect('file', new Secret('secret-2'));
    expect(known()).toBe('<redacted> <redacted> secret-3 <redacted>');
    protect('file', new Secret('secret-3'));
    expect(known()).toBe('secret-1 <redacted> <redacted> <redacted>');
  });

  it('is bounded, whoever comes and goes', () => {
    const { protect, redact } = createRedactor();
    for (let index = 0; index < 5000; index += 1) protect(`owner ${index}`, new Secret(`secret-of-${index}`));
    expect(redact('secret-of-0, secret-of-4999')).toBe('secret-of-0, <redacted>');
  });

  it('protects any text without throwing, in every form it may be written', () => {
    const secrets = fc
      .string({ unit: 'binary', minLength: 12 })
      .filter((text) => !'<redacted>'.includes(text) && !/^(?:basic|bearer)\s/i.test(text));
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
    expect(redactorOf('abcdefg\uD800')('x abcdefg\uD800 y')).toBe('x <redacted> y');
  });
});

describe('a header', () => {
  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'x-api-key',
    'api-key',
    'apikey',
    'x-apikey',
    'DD-API-KEY',
    'lightstep-access-token',
    'x-auth-token',
    'x-vault-token',
    'cookie',
    'set-cookie',
    'x-honeycomb-team-key',
    'client-secret',
    'x-password',
    'x_token',
    'signature',
  ])('named %s is secret', (name) => {
    expect(isSecretHeader(name)).toBe(true);
  });

  it.each([
    'X-Scope-OrgID',
    'x-tenant',
    'thanos-tenant',
    'content-type',
    'user-agent',
    'x-monkey',
    'tokens-per-minute',
  ])('named %s is shown', (name) => {
    expect(isSecretHeader(name)).toBe(false);
  });
});

describe('a URL that is shown', () => {
  it.each([
    ['https://collector.example:4318/v1/metrics', 'https://collector.example:4318'],
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
    ['http://user:password@proxy.example:3128', 'http://<redacted>@proxy.example:3128'],
    ['http://user@proxy.example', 'http://<redacted>@proxy.example'],
    ['https://otlp.example/v1/key?api-key=abc&b=c', 'https://otlp.example'],
    ['https://otlp.example/#abc', 'https://otlp.example'],
  ])('%s is %s', (url, shown) => {
    expect(withoutCredentials(new URL(url))).toBe(shown);
  });

  it('never holds its password', () => {
    const password = fc
      .string({ minLength: 6 })
      .filter((text) => !'http://<redacted>@proxy.example'.includes(text));
    fc.assert(
      fc.property(password, (text) => {
        const url = new URL('http://user@proxy.example');
        url.password = text;
        expect(withoutCredentials(url)).toBe('http://<redacted>@proxy.example');
      }),
    );
  });
});

describe('user and password of a URL', () => {
  it.each([
    ['http://proxy:3128', undefined],
    ['http://user:p%40ss%3Aword@proxy:3128', 'user:p@ss:word'],
    ['http://user@proxy', 'user:'],
    ['http://:secret@proxy', ':secret'],
    ['http://user:100%@proxy', 'user:100%'],
  ])('of %s are the header for %s', (url, pair) => {
    const expected = pair === undefined ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`;
    expect(basicAuthorization(new URL(url))).toBe(expected);
  });
});
