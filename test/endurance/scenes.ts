import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseExposition } from '../support/exposition-parser.ts';
import { drawEcho } from './hostility.ts';
import { checkMoment, checkWhole } from './invariants.ts';
import { createStage, drawFault, drawSiteFault, type Stage } from './scenario.ts';

/** More than the longest Retry-After here and the second retry of a refused account together. */
const RECOVERY_MS = 45 * 60_000;

/** What went on in scenarios. */
export interface Counts {
  scenarios: number;
  starts: number;
  kills: number;
  reloads: number;
  echoes: number;
  lies: number;
  hangs: number;
  requests: number;
  moments: number;
}

export function createCounts(): Counts {
  return {
    scenarios: 0,
    starts: 0,
    kills: 0,
    reloads: 0,
    echoes: 0,
    lies: 0,
    hangs: 0,
    requests: 0,
    moments: 0,
  };
}

export function describeCounts(counts: Counts): string {
  const words = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return `fault campaign: ${words.join(', ')}`;
}

/** Plays the scenario of a seed. Rejects with what did not hold. */
export async function play(seed: number, done: Counts): Promise<void> {
  const stage = createStage(seed);
  const { choice, clock, plan } = stage;
  await stage.start();
  for (let events = choice.whole(4, 10); events > 0; events -= 1) {
    await (plan.onlySite === undefined ? disturb(stage, done) : disturbSite(stage, plan.onlySite, done));
    await clock.advance(choice.whole(1, 1.5 * plan.intervalMs));
    await checkMoment(stage);
    done.moments += 1;
  }
  await recover(stage);
  await stop(stage);
  await checkWhole(stage);
  done.scenarios += 1;
  done.starts += stage.incarnations.length;
  done.requests += stage.incarnations.reduce((sum, { line }) => sum + line.asked.length, 0);
  stage.close();
}

/** Something that concerns nobody but one site. */
async function disturbSite(stage: Stage, site: string, done: Counts): Promise<void> {
  const { choice, simulator } = stage;
  await choice.one<() => Promise<void> | void>([
    () => simulator.faults.set(site, { ...drawSiteFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.set(site, { ...drawSiteFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.clear(site),
    () => echo(stage, site, done),
    () => reload(stage, done),
    () => changeTruth(stage),
    () => restart(stage, done),
    // What is kept hangs, and no figure is older for it.
    () => hang(stage, 'state', done),
  ])();
}

async function disturb(stage: Stage, done: Counts): Promise<void> {
  const { choice, simulator, plan } = stage;
  await choice.one<() => Promise<void> | void>([
    () => simulator.faults.set(choice.one(plan.sites), { ...drawFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.set(choice.one(plan.sites), { ...drawFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.set('all', { ...drawFault(choice), ...drawTimes(stage) }),
    () => disturbTokens(stage),
    () => disturbTokens(stage),
    () => clearFaults(stage),
    () => echo(stage, choice.one(plan.sites), done),
    () => reload(stage, done),
    () => changeTruth(stage),
    () => restart(stage, done),
    () => restart(stage, done),
    () => hang(stage, choice.one(['named', 'state']), done),
  ])();
}

function hang({ choice, setHanging }: Stage, kind: 'named' | 'state', done: Counts): void {
  setHanging(kind, choice.chance(0.7));
  done.hangs += 1;
}

function disturbTokens({ choice, simulator, authorise, spoilCredential }: Stage): void {
  const { faults, tokens } = simulator;
  choice.one([
    authorise,
    spoilCredential,
    () => tokens.configure({ accessLifetimeSeconds: choice.whole(30, 900) }),
    () => tokens.configure({ refusal: { status: choice.one([400, 401, 403]), style: 'idbroker' } }),
    () => tokens.configure({ refusal: undefined }),
    () => faults.set('token', { kind: choice.one(['hang', 'reset', 'html', 'broken-json', 'empty']) }),
    () => faults.set('token', { kind: 'status', status: choice.one([429, 451, 500, 503]), retryAfter: '20' }),
    () => faults.set('token', { kind: 'delay', delayMs: choice.whole(0, 8000) }),
  ])();
}

function drawTimes({ choice }: Stage): { times?: number } {
  return choice.chance(0.5) ? { times: choice.whole(1, 6) } : {};
}

/** Webex corrects its figures of days past. */
function changeTruth({ choice, simulator, plan }: Stage): void {
  const factor = choice.whole(0, 5);
  simulator.incidents.set(choice.one(plan.sites), { factor, from: '2026-11-10', to: '2026-11-24' });
}

function echo({ choice, setEcho }: Stage, site: string, done: Counts): void {
  setEcho(site, choice.chance(0.3) ? undefined : drawEcho(choice));
  done.echoes += 1;
}

function reload(stage: Stage, done: Counts): void {
  stage.exporter().reload();
  done.reloads += 1;
}

/** By a clean stop, or by a kill that may leave half-written files. */
async function restart(stage: Stage, done: Counts): Promise<void> {
  const { choice, plan, stateDir } = stage;
  if (choice.chance(0.4)) {
    await stop(stage);
  } else {
    stage.exporter().kill();
    done.kills += 1;
    await stage.clock.advance(0);
    for (const name of [`sites/${choice.one(plan.sites)}.json`, 'tokens/default.json']) {
      if (plan.isKept && choice.chance(0.3)) leaveHalfWritten(join(stateDir, name));
    }
  }
  if (plan.isKept && choice.chance(0.3)) {
    stage.spoilState();
    done.lies += 1;
  }
  await stage.start();
  // At times it ends before it has done anything.
  if (choice.chance(0.1)) {
    await stop(stage);
    await stage.start();
  }
}

function leaveHalfWritten(path: string): void {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 });
  // Not through a link that an earlier lie put there.
  rmSync(`${path}.tmp`, { force: true });
  writeFileSync(`${path}.tmp`, '{"version":1,"value":{"7d":{"summ');
}

async function stop({ exporter, clock }: Stage): Promise<void> {
  const stopped = exporter().stop();
  await clock.advance(6000);
  await stopped;
}

function clearFaults({ simulator }: Stage): void {
  for (const target of Object.keys(simulator.faults.list())) simulator.faults.clear(target);
}

/** With everything mended, every window is polled with success, without a person touching the exporter. */
async function recover(stage: Stage): Promise<void> {
  const { clock, exporter, simulator } = stage;
  clearFaults(stage);
  for (const site of stage.plan.sites) stage.setEcho(site, undefined);
  simulator.tokens.configure({ refusal: undefined });
  for (const kind of ['named', 'state'] as const) stage.setHanging(kind, false);
  stage.authorise();
  const mendedMs = clock.now();
  while (!(await isRecovered(stage, mendedMs))) {
    if (clock.now() - mendedMs > RECOVERY_MS)
      throw new Error(`no recovery:\n${exporter().log.slice(-30).join('')}`);
    await clock.advance(5000);
  }
  await checkMoment(stage);
}

async function isRecovered({ exporter, plan }: Stage, sinceMs: number): Promise<boolean> {
  const page = parseExposition(await exporter().page('/metrics'));
  const samples = page.get('webex_poll_last_success_timestamp_seconds')?.samples ?? [];
  const fresh = samples.filter(({ value }) => value * 1000 >= sinceMs);
  return fresh.length === plan.sites.length * plan.windows.length;
}
