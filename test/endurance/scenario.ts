import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../src/simulator/faults/fault.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { createChoice, type Choice } from './choice.ts';
import { figuresOfAnswer, figuresOfRole, type Figures } from './given-figures.ts';
import {
  answerOfLiar,
  answerWithEcho,
  drawBody,
  drawCoincidences,
  drawSecret,
  FOREIGN_TEXT,
  LYING_HOSTS,
  roleOfEcho,
  SEARCHED_LENGTH,
  type Echo,
} from './hostility.ts';
import { startIncarnation, type Incarnation } from './incarnation.ts';
import { createMount } from './mount.ts';
import { createSettledClock } from '../support/settled-clock.ts';
import { stateRoot } from './state-root.ts';
import { witnessTokens } from './token-witness.ts';
import { DAY_MS, SECOND_MS } from '../support/time.ts';

/** What one scenario is about, drawn from its seed. */
export interface Plan {
  readonly sites: readonly string[];
  readonly windows: readonly number[];
  readonly intervalMs: number;
  readonly concurrency: number;
  readonly requestsPerMinute: number;
  readonly credentials: 'token' | 'token_file' | 'oauth';
  readonly isKept: boolean;
  /** Faults strike this site alone and no account; undefined: they strike anything. */
  readonly onlySite: string | undefined;
  /** Secrets that happen to be what answers are made of. */
  readonly coincidences: readonly string[];
}

/** An exporter, the Webex it asks, and what a test must know of both. */
export interface Stage {
  readonly plan: Plan;
  readonly choice: Choice;
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly stateDir: string;
  readonly incarnations: readonly Incarnation[];
  /** The newest, which is the one that runs. */
  readonly exporter: () => Incarnation;
  readonly start: () => Promise<void>;
  /** Every token and secret that was ever used. */
  readonly secrets: ReadonlySet<string>;
  /** Figures that Webex would have given at a moment it was asked, by site and window. */
  readonly given: ReadonlyMap<string, ReadonlySet<Figures>>;
  /** Gives the exporter a credential that Webex takes. */
  readonly authorise: () => void;
  /** Gives it one that Webex does not take, or something that is none, or no file. */
  readonly spoilCredential: () => void;
  /** Answers about a site give the caller's token back; undefined: no longer. */
  readonly setEcho: (site: string, echo: Echo | undefined) => void;
  /** Files of a kind answer nobody, or do again. */
  readonly setHanging: (kind: 'named' | 'state', isHanging: boolean) => void;
  readonly hasHung: () => boolean;
  /** Puts something else in the place of what is kept. The exporter does not run. */
  readonly spoilState: () => void;
  readonly hasLies: () => boolean;
  /** What is in a file to which links in the state directory lead. */
  readonly foreignText: () => string;
  readonly close: () => void;
}

export function createStage(seed: number): Stage {
  const choice = createChoice(seed);
  const plan = drawPlan(choice);
  const clock: VirtualClock = createSettledClock(
    () => {
      const open = incarnations.reduce((sum, { line }) => sum + line.open, 0);
      return open !== simulator.requests.inFlight;
    },
    choice.chance(0.2) ? Date.UTC(2026, 10, 23, 23, 57) : undefined,
  );
  const simulator = createSimulator({
    seed,
    now: clock.now,
    sleep: clock.sleep,
    sites: plan.sites,
    // A rotated token that dies with the process locks the account out, and that concerns every site.
    tokens: {
      accessLifetimeSeconds: choice.whole(120, 1800),
      isRotating: plan.onlySite === undefined && choice.chance(0.5),
    },
  });
  const folder = mkdtempSync(join(stateRoot, 'webex-exporter-campaign-'));
  const credentialPath = join(folder, 'credential');
  const stateDir = join(folder, 'state');
  const incarnations: Incarnation[] = [];
  const { secrets, refreshToken } = witnessTokens(simulator);
  const given = new Map<string, Set<Figures>>();

  const noteGiven = (id: string, figures: Figures): void => {
    given.set(id, (given.get(id) ?? new Set()).add(figures));
  };
  const noteTruth = (url: URL): void => {
    const { siteUrl = '', from = '', to = '' } = Object.fromEntries(url.searchParams);
    if (!simulator.sites.includes(siteUrl)) return;
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    noteGiven(`${siteUrl} ${days}d`, figuresOfAnswer(simulator.answer(siteUrl, from, to)));
  };

  const echoes = new Map<string, Echo>();
  const foreignPath = join(folder, 'foreign');
  writeFileSync(foreignPath, FOREIGN_TEXT);
  let hasLies = false;
  let isCredentialUsable = true;
  const mounts = { named: createMount(), state: createMount() };
  let hasHung = false;

  const setCredential = (text: string): void => {
    secrets.add(text);
    isCredentialUsable = text.length >= SEARCHED_LENGTH;
    rmSync(credentialPath, { recursive: true, force: true });
    writeFileSync(credentialPath, text);
  };
  const setNoCredential = (): void => {
    isCredentialUsable = false;
    rmSync(credentialPath, { recursive: true, force: true });
    choice.one([
      () => execFileSync('mkfifo', [credentialPath]),
      () => mkdirSync(credentialPath),
      () => symlinkSync('/dev/zero', credentialPath),
      () => symlinkSync(credentialPath, credentialPath),
    ])();
  };
  const carry = async (url: URL, init: RequestInit): Promise<Response> => {
    const liar = answerOfLiar(url);
    if (liar) return liar;
    const site = url.searchParams.get('siteUrl') ?? '';
    const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    const echo = echoes.get(site);
    if (echo === undefined || token.length < SEARCHED_LENGTH) return simulator.app.request(url.href, init);
    if (echo.where === 'role') {
      for (const days of plan.windows) noteGiven(`${site} ${days}d`, figuresOfRole(roleOfEcho(echo)));
    }
    return answerWithEcho(echo, token);
  };
  const authorise = (): void =>
    setCredential(plan.credentials === 'oauth' ? refreshToken() : SIMULATOR_CREDENTIALS.accessToken);
  authorise();

  return {
    plan,
    choice,
    clock,
    simulator,
    stateDir,
    incarnations,
    exporter() {
      const newest = incarnations.at(-1);
      if (newest === undefined) throw new Error('nothing was started');
      return newest;
    },
    async start() {
      // Without a usable credential it would refuse to start, and rightly. For files that hang it waits, and no time passes here.
      for (const mount of Object.values(mounts)) mount.setHanging(false);
      if (!isCredentialUsable) authorise();
      incarnations.push(
        await startIncarnation({
          env: { ...toEnv(plan, credentialPath), ...(plan.isKept ? { WEBEX_STATE_DIR: stateDir } : {}) },
          clock,
          random: choice.unit,
          coincidences: plan.coincidences,
          mounts,
          carry,
          onAsk: ({ url }) => noteTruth(url),
          onAnswer: ({ url }) => noteTruth(url),
        }),
      );
    },
    secrets,
    given,
    authorise,
    spoilCredential() {
      if (choice.chance(0.3)) setNoCredential();
      else setCredential(drawSecret(choice));
    },
    setEcho(site, echo) {
      if (echo) echoes.set(site, echo);
      else echoes.delete(site);
    },
    setHanging(kind, isHanging) {
      mounts[kind].setHanging(isHanging);
      hasHung ||= isHanging;
    },
    hasHung: () => hasHung,
    spoilState() {
      if (!plan.isKept) return;
      hasLies = true;
      const path = join(stateDir, 'sites', `${choice.one(plan.sites)}.json`);
      mkdirSync(join(stateDir, 'sites'), { recursive: true, mode: 0o700 });
      for (const name of [path, `${path}.tmp`]) rmSync(name, { recursive: true, force: true });
      choice.one([
        () => execFileSync('mkfifo', [path]),
        () => symlinkSync(foreignPath, path),
        () => symlinkSync(foreignPath, `${path}.tmp`),
        () => symlinkSync('/dev/zero', path),
        () => writeFileSync(path, '['.repeat(choice.whole(1, 1_000_000))),
        () => writeFileSync(path, JSON.stringify(keptWith(choice.one([-1, 1e300, 8.64e15, 0])))),
      ])();
    },
    hasLies: () => hasLies,
    foreignText: () => readFileSync(foreignPath, 'utf8'),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A window with an instant that cannot be. */
function keptWith(instantMs: number): object {
  const newestPoll = { outcome: 'network', attemptMs: instantMs, durationMs: 1 };
  return { version: 2, value: [{ collector: 'meetings', window: '1d', state: { newestPoll } }] };
}

function drawPlan(choice: Choice): Plan {
  const sites = ['one.webex.com', 'two.webex.com', 'three.webex.com', 'four.webex.com'].slice(
    0,
    choice.whole(2, 4),
  );
  const isApart = choice.chance(0.5);
  return {
    sites,
    windows: choice.one([[1], [1, 7]]),
    intervalMs: choice.whole(20, 60) * SECOND_MS,
    concurrency: isApart ? choice.whole(2, 4) : choice.whole(1, 4),
    requestsPerMinute: isApart ? 200 : choice.whole(20, 80),
    credentials: choice.one(['token', 'token_file', 'oauth']),
    isKept: choice.chance(0.8),
    onlySite: isApart ? choice.one(sites) : undefined,
    coincidences: drawCoincidences(choice),
  };
}

function toEnv(plan: Plan, credentialPath: string): Record<string, string> {
  const credentials = {
    token: { WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken },
    token_file: { WEBEX_ACCESS_TOKEN_FILE: credentialPath },
    oauth: {
      WEBEX_CLIENT_ID: SIMULATOR_CREDENTIALS.clientId,
      WEBEX_CLIENT_SECRET: SIMULATOR_CREDENTIALS.clientSecret,
      WEBEX_REFRESH_TOKEN_FILE: credentialPath,
    },
  };
  return {
    WEBEX_SITES: plan.sites.join(','),
    WEBEX_WINDOWS: plan.windows.map((days) => `${days}d`).join(','),
    WEBEX_POLL_INTERVAL: `${plan.intervalMs / SECOND_MS}s`,
    WEBEX_POLL_TIMEOUT: '5s',
    WEBEX_POLL_CONCURRENCY: String(plan.concurrency),
    WEBEX_REQUESTS_PER_MINUTE: String(plan.requestsPerMinute),
    ...credentials[plan.credentials],
  };
}

/** A way of failing that strikes the site it is set on and nobody else. */
export function drawSiteFault(choice: Choice): Fault {
  const status = (code: number, retryAfter?: string): Fault => ({
    kind: 'status',
    status: code,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
  return choice.one<() => Fault>([
    () => status(choice.one([202, 204, 302, 400, 403, 404, 405, 409, 410, 415, 428, 451, 499])),
    () => status(choice.one([500, 502, 503, 504, 599])),
    () => status(503, String(choice.whole(0, 40))),
    () => ({ kind: 'delay', delayMs: choice.whole(0, 12_000) }),
    () => ({ kind: 'drip', chunkBytes: choice.whole(50, 2000), intervalMs: choice.whole(1, 2000) }),
    () => ({
      kind: choice.one(['hang', 'reset', 'html', 'broken-json', 'empty', 'other-site', 'no-figures']),
    }),
    () => ({ kind: 'raw', body: choice.one(RAW_BODIES) }),
    () => ({ kind: 'raw', body: drawBody(choice) }),
    () => ({ kind: 'region', status: choice.one([403, 451]), host: choice.one(LYING_HOSTS) }),
  ])();
}

/** Any of those, or one that concerns the whole account. */
export function drawFault(choice: Choice): Fault {
  return choice.one<() => Fault>([
    () => drawSiteFault(choice),
    () => drawSiteFault(choice),
    () => ({ kind: 'status', status: 401 }),
    () => ({ kind: 'status', status: choice.one([423, 429]), retryAfter: choice.one(RETRY_AFTERS) }),
    () => ({ kind: 'region', status: choice.one([403, 451]), host: choice.one(REGION_HOSTS) }),
  ])();
}

const RETRY_AFTERS = ['0', '1', '17', '60', 'rand(30),add(30)', '', 'Mon, 23 Nov 2026 15:02:00 GMT'];
const REGION_HOSTS = ['analytics-eu.webexapis.com', 'analytics-ca.webexapis.com', 'analytics.evil.example'];

/** None of them holds a figure that may be shown. */
const RAW_BODIES = [
  '[]',
  '{}',
  '"text"',
  'null',
  '{"metrics":{"totalMeetings":"many","totalParticipants":-1}}',
  '{"siteUrl":"elsewhere.webex.com","metrics":{"totalMeetings":66666}}',
  '{"metrics":{"participantsByRoles":{"__proto__":"x"},"participantsByLocation":[{"country":7}]}}',
  '\u0000\uFFFF',
];
