import { compare, getRounds, hashSync } from 'bcryptjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createBasicAuth, type Compare } from '../../../../src/http/web-config/basic-auth.ts';

const compares = vi.fn<Compare>(compare);
beforeEach(() => {
  compares.mockReset();
});

const USERS = new Map([
  ['alice', hashSync('wonderland', 4)],
  ['bob', hashSync('pa:ss wörd', 5)],
  // What bytes that are not UTF-8 are often read as.
  ['carol', hashSync('\uFFFD', 4)],
  ['dave', hashSync('d'.repeat(72), 4)],
]);

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

describe('basic authentication', () => {
  it.each([
    ['a user with the right password', basic('alice', 'wonderland')],
    ['a password with a colon and letters outside ASCII', basic('bob', 'pa:ss wörd')],
    ['a password as long as bcrypt reads', basic('dave', 'd'.repeat(72))],
    ['a scheme in lower case', basic('alice', 'wonderland').replace('Basic', 'basic')],
  ])('accepts %s', async (_, header) => {
    expect(await createBasicAuth()(USERS, header)).toBe('accepted');
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Bearer wonderland'],
    ['no credentials', 'Basic'],
    ['what is not base64', 'Basic ****'],
    ['no colon', `Basic ${Buffer.from('alice').toString('base64')}`],
    ['bytes that are not UTF-8', `Basic ${Buffer.from('carol:\xff', 'latin1').toString('base64')}`],
    ['a wrong password', basic('alice', 'Wonderland')],
    ['no password', basic('alice', '')],
    ["another user's password", basic('bob', 'wonderland')],
    ['more behind the 72 bytes that bcrypt reads', basic('dave', `${'d'.repeat(72)}x`)],
    ['more behind them in bytes, not in characters', basic('dave', 'ü'.repeat(37))],
    ['an unknown user', basic('eve', 'wonderland')],
    ['no user', basic('', 'wonderland')],
    ['the hash itself', basic('alice', USERS.get('alice') ?? '')],
    ['a name of an object', basic('__proto__', 'wonderland')],
  ])('refuses %s', async (_, header) => {
    expect(await createBasicAuth()(USERS, header)).toBe('refused');
  });

  it('costs one bcrypt for any number of scrapes', async () => {
    const authenticate = createBasicAuth(compares);
    const scrapes = Array.from({ length: 30 }, () => authenticate(USERS, basic('alice', 'wonderland')));
    expect(new Set(await Promise.all(scrapes))).toEqual(new Set(['accepted']));
    expect(await authenticate(USERS, basic('alice', 'wonderland'))).toBe('accepted');
    expect(compares).toHaveBeenCalledOnce();
  });

  it('checks a wrong password each time', async () => {
    const authenticate = createBasicAuth(compares);
    for (let time = 1; time <= 3; time++) {
      expect(await authenticate(USERS, basic('alice', 'wrong'))).toBe('refused');
      expect(compares).toHaveBeenCalledTimes(time);
    }
  });

  it('forgets a password when the hash of its user changes or the user is gone', async () => {
    const authenticate = createBasicAuth(compares);
    await authenticate(USERS, basic('alice', 'wonderland'));
    const changed = new Map([...USERS, ['alice', hashSync('looking-glass', 4)]]);
    expect(await authenticate(changed, basic('alice', 'wonderland'))).toBe('refused');
    expect(await authenticate(changed, basic('alice', 'looking-glass'))).toBe('accepted');
    const gone = new Map([...USERS].filter(([user]) => user !== 'alice'));
    expect(await authenticate(gone, basic('alice', 'wonderland'))).toBe('refused');
  });

  it('takes as long for an unknown user as for a wrong password: one bcrypt, of a cost that is in use', async () => {
    const authenticate = createBasicAuth(compares);
    const costs = new Set<number>();
    for (let index = 0; index < 40; index++) {
      await authenticate(USERS, basic(`nobody-${index}`, 'wonderland'));
      const [, hash = ''] = compares.mock.lastCall ?? [];
      costs.add(getRounds(hash));
      await authenticate(USERS, basic(`nobody-${index}`, 'again'));
      // A name that changed its cost from one time to the next would give itself away.
      expect(compares.mock.lastCall?.[1]).toBe(hash);
    }
    expect(compares).toHaveBeenCalledTimes(80);
    expect(costs).toEqual(new Set([4, 5]));
  });

  it('checks one password at a time and turns away more than may wait', async () => {
    let running = 0;
    let most = 0;
    compares.mockImplementation(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      running -= 1;
      return false;
    });
    const authenticate = createBasicAuth(compares);
    const guesses = Array.from({ length: 50 }, (_, index) => authenticate(USERS, basic('alice', `${index}`)));
    const verdicts = await Promise.all(guesses);
    expect(verdicts.filter((verdict) => verdict === 'busy')).toHaveLength(30);
    expect(most).toBe(1);
    expect(await authenticate(USERS, basic('alice', 'once more'))).toBe('refused');
  });

  it('lets known scrapers in while passwords are being guessed', async () => {
    const authenticate = createBasicAuth(compares);
    compares.mockResolvedValueOnce(true);
    await authenticate(USERS, basic('alice', 'wonderland'));
    compares.mockReturnValue(new Promise(() => undefined));
    for (let index = 0; index < 50; index++) void authenticate(USERS, basic('alice', `guess ${index}`));
    expect(await authenticate(USERS, basic('alice', 'wonderland'))).toBe('accepted');
  });

  it('remembers a bounded number of passwords, those in use', async () => {
    compares.mockResolvedValue(true);
    const authenticate = createBasicAuth(compares);
    const many = new Map(Array.from({ length: 150 }, (_, index) => [`user-${index}`, `hash-${index}`]));
    for (const user of many.keys()) {
      await authenticate(many, basic(user, 'x'));
      await authenticate(many, basic('user-0', 'x'));
    }
    expect(compares).toHaveBeenCalledTimes(150);
    await authenticate(many, basic('user-149', 'x'));
    expect(compares).toHaveBeenCalledTimes(150);
    await authenticate(many, basic('user-1', 'x'));
    expect(compares).toHaveBeenCalledTimes(151);
  });
});
