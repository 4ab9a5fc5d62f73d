import { toErrorCode } from '../error-words.ts';
import type { Given } from './source.ts';

type PemKind = 'certificate' | 'private key';

/** The text of the PEM file that a variable names; undefined when it names none, or with the reason in `problems`. */
export function readPem(
  { text: path, origin }: Given,
  kind: PemKind,
  readFile: (path: string) => string,
  problems: string[],
): string | undefined {
  if (path === '') return undefined;
  try {
    const text = readFile(path);
    if (isPem(text, kind)) return text;
    problems.push(`${origin}: ${path} holds no ${kind} (PEM)`);
  } catch (error) {
    problems.push(`${origin}: cannot read ${path} (${toErrorCode(error)})`);
  }
  return undefined;
}

export function isPem(text: string, kind: PemKind): boolean {
  return new RegExp(`-----BEGIN (?:[A-Z0-9]+ )*${kind.toUpperCase()}-----`).test(text);
}
