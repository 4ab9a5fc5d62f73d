import { dirname, resolve } from 'node:path';
import { type Pem, type TlsMaterial, type TlsSettings, toTlsSettings, wantsTls } from './tls-settings.ts';
import type { TlsText, WebConfigText } from './schema.ts';
import { toFileWords } from '../../error-words.ts';
import type { FileAccess } from '../../file-access.ts';

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
  // Most have no such file, and what reads it takes milliseconds of every start.
  const { readYaml } = await import('../../strict-yaml.ts');
  const { FILE_SCHEMA } = await import('./schema.ts');
  const problems: string[] = [];
  const yaml = await readText(path, files);
  const read = yaml.text === undefined ? { problems: [yaml.fault ?? ''] } : readYaml(yaml.text, FILE_SCHEMA);
  const text = 'value' in read ? read.value : undefined;
  if ('problems' in read) problems.push(...read.problems);
  const section = text?.tls_server_config;
  const material = wantsTls(section) ? await readMaterial(section, dirname(path), files) : undefined;
  const tls = wantsTls(section) && material ? toTlsSettings(section, material, problems) : undefined;
  const rateLimit = readRateLimit(text?.rate_limit, problems);
  const users = text?.basic_auth_users ?? new Map();
  const headers = text?.http_server_config?.headers ?? {};
  return {
    contents: JSON.stringify([yaml, material]),
    config: problems.length === 0 ? { tls, users, headers, rateLimit } : undefined,
    problems: problems.map((problem) => `${path}: ${problem}`),
  };
}

/** Files are named from the folder of the one that names them. */
async function readMaterial(section: TlsText, directory: string, files: FileAccess): Promise<TlsMaterial> {
  const read = async (name: keyof TlsMaterial): Promise<Pem> => {
    const { [name]: text, [`${name}_file` as const]: file } = section;
    if (text) return { text };
    return file ? readText(resolve(directory, file), files) : {};
  };
  const [cert, key, client_ca] = await Promise.all([read('cert'), read('key'), read('client_ca')]);
  return { cert, key, client_ca };
}

async function readText(path: string, files: FileAccess): Promise<Pem> {
  try {
    return { text: await files.read(path) };
  } catch (error) {
    return { fault: `cannot be read: ${toFileWords(path, error)}` };
  }
}

function readRateLimit(given: WebConfigText['rate_limit'], problems: string[]): RateLimit | undefined {
  const { interval: intervalMs = 0, burst = 0 } = given ?? {};
  if (intervalMs === 0) return undefined;
  if (burst === 0) problems.push('rate_limit: burst must be at least 1, or nobody gets an answer');
  return { intervalMs, burst };
}
