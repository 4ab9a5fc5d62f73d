import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { nearest } from '../nearest.ts';
import { SITE_VARIABLES, toFileKey, TUNING_VARIABLES, CREDENTIAL_VARIABLES } from './settings.ts';

/**
 * Settings as the environment would give them, by variable name, and the line each comes from. A file says the same as
 * the environment and is read the same way: only where a text comes from differs.
 */
export interface Layer {
  readonly texts: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, number>>;
}

export interface FileAccount {
  readonly name: string;
  readonly line: number;
  readonly layer: Layer;
  /** Settings of single sites, by site name. */
  readonly overrides: ReadonlyMap<string, Layer>;
}

export interface ConfigFile {
  /** Settings for all accounts. */
  readonly defaults: Layer;
  readonly accounts: readonly FileAccount[];
}

const REGIONS: Readonly<Record<string, string>> = {
  us: 'https://analytics.webexapis.com',
  eu: 'https://analytics-eu.webexapis.com',
  ca: 'https://analytics-ca.webexapis.com',
};

const ACCOUNT_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;

type Env = Readonly<Record<string, string | undefined>>;
type Read = (node: unknown) => void;

/** Reads a configuration file; every fault goes into `problems` with its line and key. */
export function parseConfigFile(text: string, env: Env, problems: string[]): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const { pos, message } of [...document.errors, ...document.warnings]) {
    problems.push(`line ${lines.linePos(pos[0]).line}: not YAML: ${message}`);
  }
  const reader = createReader(lines, env, problems);
  const defaults = createLayer();
  const accounts: FileAccount[] = [];
  if (document.errors.length === 0 && document.contents !== null) {
    reader.map(document.contents, {
      ...reader.settings([...TUNING_VARIABLES, 'WEBEX_STATE_DIR'], defaults),
      accounts: (node) => reader.list(node, 'accounts', (item) => accounts.push(readAccount(item, reader))),
    });
  }
  return { defaults, accounts };
}

type MutableLayer = { texts: Record<string, string>; lines: Record<string, number> };

function createLayer(): MutableLayer {
  return { texts: {}, lines: {} };
}

interface Reader {
  /** Reads each pair by its key; others are faults with the nearest known key. */
  map(node: unknown, keys: Readonly<Record<string, Read>>): void;
  list(node: unknown, key: string, read: Read): void;
  /** Readers, by key, that put the text of each variable into a layer. */
  settings(variables: readonly string[], layer: MutableLayer): Record<string, Read>;
  /** A scalar's text with `${NAME}` replaced; undefined with a fault noted. */
  text(node: unknown, key: string): string | undefined;
  line(node: unknown): number;
  fault(node: unknown, message: string): void;
}

function readAccount(node: unknown, reader: Reader): FileAccount {
  const layer = createLayer();
  const overrides = new Map<string, Layer>();
  const sites: string[] = [];
  let name = '';
  reader.map(node, {
    ...reader.settings(TUNING_VARIABLES, layer),
    name(value) {
      name = reader.text(value, 'name') ?? '';
      if (!ACCOUNT_NAME.test(name))
        reader.fault(value, 'name: letters, digits, dots, dashes and underscores only');
    },
    credentials: (value) => reader.map(value, readCredentialKeys(reader, layer)),
    region(value) {
      const region = reader.text(value, 'region') ?? '';
      const url = Object.hasOwn(REGIONS, region) ? REGIONS[region] : undefined;
      if (url === undefined)
        reader.fault(value, `region: ${JSON.stringify(region)} is not one of us, eu, ca`);
      else if ('WEBEX_ANALYTICS_URL' in layer.texts)
        reader.fault(value, 'region and analytics_url exclude each other');
      else layer.texts['WEBEX_ANALYTICS_URL'] = url;
    },
    sites(value) {
      layer.lines['WEBEX_SITES'] = reader.line(value);
      reader.list(value, 'sites', (item) => sites.push(readSite(item, reader, overrides)));
      layer.texts['WEBEX_SITES'] = sites.join(',');
    },
  });
  if (name === '') reader.fault(node, 'an account needs a name');
  return { name, line: reader.line(node), layer, overrides };
}

/** A site is its name, or a map with its name and its own settings. */
function readSite(node: unknown, reader: Reader, overrides: Map<string, Layer>): string {
  if (!isMap(node)) return reader.text(node, 'sites') ?? '';
  const layer = createLayer();
  let site = '';
  reader.map(node, {
    ...reader.settings(SITE_VARIABLES, layer),
    site(value) {
      site = reader.text(value, 'site') ?? '';
    },
  });
  if (site === '') reader.fault(node, 'sites: a map needs the key site');
  overrides.set(site.toLowerCase(), layer);
  return site;
}

/** Secrets do not stand in a file that people share: only by `*_file` or as `${NAME}`. */
function readCredentialKeys(reader: Reader, layer: MutableLayer): Record<string, Read> {
  const keys = reader.settings(CREDENTIAL_VARIABLES, layer);
  for (const key of ['access_token', 'client_secret', 'refresh_token']) {
    const read = keys[key];
    keys[key] = (node) => {
      const isReference = isScalar(node) && /^\$\{\w+\}$/.test(String(node.value));
      if (isReference) read?.(node);
      else
        reader.fault(
          node,
          `${key}: a secret may not stand in the file; use ${key}_file, or \${NAME} of an environment variable`,
        );
    };
  }
  return keys;
}

function createReader(lines: LineCounter, env: Env, problems: string[]): Reader {
  const line = (node: unknown): number => {
    const { range } = (node ?? {}) as Partial<Node>;
    return range ? lines.linePos(range[0]).line : 1;
  };
  const fault = (node: unknown, message: string): void => {
    problems.push(`line ${line(node)}: ${message}`);
  };

  function expand(node: unknown, key: string, text: string): string {
    return text.replaceAll(/\$\$|\$\{(\w+)\}/g, (match, name: string | undefined) => {
      if (name === undefined) return '$';
      const value = env[name];
      if (value === undefined) fault(node, `${key}: the environment variable ${name} is not set`);
      return value ?? match;
    });
  }

  const reader: Reader = {
    line,
    fault,
    text(node, key) {
      if (isScalar(node) && node.value !== null && node.value !== undefined) {
        return expand(node, key, typeof node.value === 'string' ? node.value : (node.source ?? ''));
      }
      fault(node, `${key}: a single value is needed`);
      return undefined;
    },
    list(node, key, read) {
      if (isSeq(node)) for (const item of node.items) read(item);
      else fault(node, `${key}: a list is needed`);
    },
    map(node, keys) {
      if (!isMap(node)) {
        fault(node, 'a map of keys and values is needed here');
        return;
      }
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        const read = Object.hasOwn(keys, name) ? keys[name] : undefined;
        if (read) {
          read(value);
          continue;
        }
        const meant = nearest(name, Object.keys(keys));
        fault(key, `unknown key ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
      }
    },
    settings(variables, layer) {
      const readers: Record<string, Read> = {};
      for (const variable of variables) {
        const key = toFileKey(variable);
        readers[key] = (node) => {
          const texts: string[] = [];
          const take = (item: unknown): void => {
            const text = reader.text(item, key);
            if (text !== undefined) texts.push(text);
          };
          if (isSeq(node)) reader.list(node, key, take);
          else take(node);
          layer.texts[variable] = texts.join(',');
          layer.lines[variable] = line(node);
        };
      }
      return readers;
    },
  };
  return reader;
}
