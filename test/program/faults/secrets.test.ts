import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createFolder } from '../../support/folder.ts';
import { createInstallation, samplesOf, valueOf, type Installation } from '../../support/installation.ts';
import { otherSite, site } from '../../support/sites.ts';

const TOKEN = SIMULATOR_CREDENTIALS.accessToken;

/** JSON may write any character so. */
const escaped = (text: string): string =>
  Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const FORMS = [
  ['as it is', TOKEN],
  ['behind its scheme', `Bearer ${TOKEN}`],
  ['in a URL', `https://webexapis.com/?token=${encodeURIComponent(TOKEN)}`],
  ['in escapes', escaped(TOKEN)],
] as const;

/** Where an answer may put it: `text` stands in JSON. */
const PLACES = [
  ['a message', 400, (text: string) => `{"message":"${text}"}`],
  ['an error', 403, (text: string) => `{"message":"x","errors":[{"description":"${text}"}]}`],
  ["another site's name", 200, (text: string) => `{"siteUrl":"${text}"}`],
  ['an unusable field', 200, (text: string) => `{"metrics":{"participantsByRoles":{"${text}":"many"}}}`],
  ['a role', 200, (text: string) => `{"metrics":{"participantsByRoles":{"${text}":1}}}`],
  [
    'a country',
    200,
    (text: string) => `{"metrics":{"participantsByLocation":[{"country":"${text}","totalParticipants":1}]}}`,
  ],
  ['text that is no JSON', 200, (text: string) => `${text}{`],
] as const;

/** Messages, label values and paths are cut at these lengths: at each a part of the token would be left. */
const BEFORE = [10, 128, 256, 300].map((length) => 'x'.repeat(length - 10));

describe('a token that an answer gives back', () => {
  it.each(FORMS)('%s is shown nowhere, wherever it stands and is cut', async (_, form) => {
    const stateDir = createFolder();
    await using installation = await createInstallation({
      env: { WEBEX_STATE_DIR: stateDir, WEBEX_POLL_INTERVAL: '10s', WEBEX_REQUESTS_PER_MINUTE: '1000' },
    });
    const { simulator, nextOutcome, text, output } = installation;
    const shown: string[] = [];
    for (const [, status, toBody] of PLACES) {
      for (const before of BEFORE) {
        simulator.faults.set(site, { kind: 'status', status, body: toBody(before + form) });
        await nextOutcome(site);
        for (const path of ['/metrics', '/', '/api/v1/status']) shown.push(await text(path));
      }
    }
    await installation.stop();
    const kept = readdirSync(join(stateDir, 'sites')).map((name) =>
      readFileSync(join(stateDir, 'sites', name), 'utf8'),
    );
    for (const said of [...shown, ...output, ...kept])
      for (const part of [TOKEN, TOKEN.slice(0, 10), escaped(TOKEN.slice(0, 10))])
        expect(said).not.toContain(part);
  });
});

describe('what happens to be secret', () => {
  // Loaded when they are asked for, which virtual time does not wait for.
  beforeAll(async () => {
    await Promise.all([
      import('../../../src/exporter/open-telemetry.ts'),
      import('../../../src/metrics/otlp/push.ts'),
      import('../../../src/metrics/otlp/http.ts'),
    ]);
  });

  it.each([
    ['X-Api-Key=1'],
    ['X-Api-Key=26'],
    ['Authorization=acme'],
    ['X-Auth-Token=2026-11-22'],
    ['X-Auth-Token=totalMeetings'],
    ['Cookie=participantsByRoles'],
    ['X-Scope-OrgID=1'],
  ])('changes no figure (OTLP headers %s)', async (headers) => {
    await using plain = await createInstallation();
    await using secret = await createInstallation({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_EXPORTER_OTLP_HEADERS: headers,
      },
    });
    for (const { firstOutcome } of [plain, secret])
      for (const of of [site, otherSite]) expect(await firstOutcome(of)).toBe('success');
    expect(await figuresOf(secret)).toEqual(await figuresOf(plain));
    expect(valueOf(await secret.page(), 'webex_meetings', { site })).toBeGreaterThan(0);
  });
});

async function figuresOf({ page }: Installation): Promise<unknown> {
  const shown = await page();
  return [...shown.keys()]
    .filter((name) => /^webex_(?:meeting|window_(?:start|end))/.test(name))
    .map((name) => [name, samplesOf(shown, name, {})]);
}
