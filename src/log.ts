import type { Redact } from './secret.ts';
import { escapeControls } from './shown-text.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['logfmt', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Undefined fields are left out of the line. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line per event. A message is a fixed sentence; what varies goes into the fields. */
export type Logger = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly write: (line: string) => void;
  /** Applied to each text before it is quoted: the last fence before a secret leaves the process. */
  readonly redact: Redact;
}

export function createLogger({ level, format, write, redact }: LoggerOptions): Logger {
  const render = format === 'json' ? toJson : toLogfmt;
  const at =
    (lineLevel: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(lineLevel) < LOG_LEVELS.indexOf(level)) return;
      const clean = Object.entries({ msg: message, ...fields }).map(
        ([key, value]) => [key, typeof value === 'string' ? redact(value) : value] as const,
      );
      const entry = { ts: new Date().toISOString(), level: lineLevel, ...Object.fromEntries(clean) };
      write(`${render(entry)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function toJson(entry: LogFields): string {
  return escapeControls(JSON.stringify(entry));
}

function toLogfmt(entry: LogFields): string {
  return Object.entries(entry)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quote(String(value))}`)
    .join(' ');
}

/** Bare when it is one plain word; else a JSON string, so that no byte of a client or of Webex can start a line of its own. */
function quote(text: string): string {
  if (/^[\w.:/@%+,-]+$/.test(text)) return text;
  // JSON leaves some controls as they are.
  return escapeControls(JSON.stringify(text));
}
