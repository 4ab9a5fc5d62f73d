import { dirname, resolve } from 'node:path';
import { type Pem, type TlsMaterial, type TlsSettings, toTlsSettings, wantsTls } from './tls-settings.ts';
import { FILE_SCHEMA, type TlsText, type WebConfigText } from './schema.ts';
import { toFileWords } from '../../error-words.ts';
import type { FileAccess } from '../../file-access.ts';
import { readYaml } from '../../strict-yaml.ts';

/** Who may read the pages and how they are sent. */
export interface WebConfig {
  /** Undefined: plain HTTP. */
  readonly tls: TlsSettings | undefined;
  /** bcrypt hashes by user; empty: everybody may read. */
  readonly users: ReadonlyMap<string, string>;
  /** Headers of every answer; an empty value takes a default header away. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rateLimit: RateLimit | undefined;
}

/** A token bucket for all clients together. */
export interface RateLimit {
  readonly intervalMs: number;
  readonly burst: number;
}

/** Without a file. */
export const OPEN_WEB_CONFIG: WebConfig = {
  tls: undefined,
  users: new Map(),
  headers: {},
  rateLimit: undefined,
};

/** One look at the file and at those it names. */
export interface WebConfigReading {
  /** All bytes that were read, or why they were not: equal contents have equal results. */
  readonly contents: string;
  /** Undefined: see `problems`. */
  readonly config: WebConfig | undefined;
  readonly problems: readonly string[];
}

/** Reads exporter-toolkit's `--web.config.file`. Never rejects: all that is wrong is in `problems`. */
export async function readWebConfig(path: string, files: FileAccess): Promise<WebConfigReading> {
  const problems: string[] = [];
  const yaml = await readText(path, files);
  const text = yaml.text === undefined ? undefined : parse(yaml.text, problems);
  if (yaml.fault !== undefined) problems.push(yaml.fault);

  const section = text?.tls_server_config ?? undefined;
  const named = section ? await readNamed(section, dirname(path), files) : [];
  const config = text && toWebConfig(text, named, problems);
  return {
    contents: JSON.stringify([yaml, named]),
    config: problems.length === 0 ? config : undefined,
    problems: problems.map((problem) => `${path}: ${problem}`),
  };
}

/** Undefined when the file is faulty, with every fault in `problems`. */
function parse(yaml: string, problems: string[]): WebConfigText | undefined {
  const read = readYaml(yaml, FILE_SCHEMA);
  if ('value' in read) return read.value;
  for (const { line, path, message } of read.problems)
    problems.push(`line ${line}: ${path === '' ? '' : `${path}: `}${message}`);
  return undefined;
}

interface NamedFile extends Pem {
  readonly key: FileKey;
}

const FILE_KEYS = ['cert_file', 'key_file', 'client_ca_file'] as const;
type FileKey = (typeof FILE_KEYS)[number];

async function readNamed(section: TlsText, directory: string, files: FileAccess): Promise<NamedFile[]> {
  const given = FILE_KEYS.flatMap((key) => (section[key] ? [{ key, path: section[key] }] : []));
  return Promise.all(
    given.map(async ({ key, path }) => ({ key, ...(await readText(resolve(directory, path), files)) })),
  );
}

async function readText(path: string, files: FileAccess): Promise<Pem> {
  try {
    return { text: await files.read(path) };
  } catch (error) {
    return { fault: `cannot be read: ${toFileWords(path, error)}` };
  }
}

function toWebConfig(text: WebConfigText, files: readonly NamedFile[], problems: string[]): WebConfig {
  const section = text.tls_server_config;
  return {
    tls: wantsTls(section) ? toTlsSettings(section, toMaterial(section, files), problems) : undefined,
    users: text.basic_auth_users ?? new Map(),
    headers: text.http_server_config?.headers ?? {},
    rateLimit: readRateLimit(text.rate_limit, problems),
  };
}

function toMaterial(section: TlsText, files: readonly NamedFile[]): TlsMaterial {
  const toPem = (inline: string | undefined, key: FileKey): Pem =>
    inline ? { text: inline } : (files.find((file) => file.key === key) ?? {});
  return {
    cert: toPem(section.cert, 'cert_file'),
    key: toPem(section.key, 'key_file'),
    client_ca: toPem(section.client_ca, 'client_ca_file'),
  };
}

function readRateLimit(given: WebConfigText['rate_limit'], problems: string[]): RateLimit | undefined {
  const { interval: intervalMs = 0, burst = 0 } = given ?? {};
  if (intervalMs === 0) return undefined;
  if (burst === 0) problems.push('rate_limit: burst must be at least 1, or nobody gets an answer');
  return { intervalMs, burst };
}
