/** Reads the fields of a JSON object; each reader throws a RangeError that names the field and what it must be. */
export interface Fields {
  text(name: string): string;
  optionalText(name: string): string | undefined;
  number(name: string, least: number, most: number): number;
  integer(name: string, least: number, most: number): number;
  optionalInteger(name: string, least: number, most: number): number | undefined;
  /** Throws when the object has a field that was not read. */
  refuseOthers(): void;
}

/** Throws a RangeError unless the value is a JSON object. */
export function createFields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RangeError('the body must be a JSON object');
  }
  const left = new Map<string, unknown>(Object.entries(value));

  function take(name: string): unknown {
    const field = left.get(name);
    left.delete(name);
    return field;
  }

  function optionalText(name: string): string | undefined {
    const field = take(name);
    if (field === undefined || typeof field === 'string') return field;
    throw new RangeError(`${name} must be a string`);
  }

  function readNumber(name: string, field: unknown, least: number, most: number, whole: boolean): number {
    const isRight = typeof field === 'number' && field >= least && field <= most;
    if (isRight && (!whole || Number.isInteger(field))) return field;
    throw new RangeError(`${name} must be a ${whole ? 'whole number' : 'number'} from ${least} to ${most}`);
  }

  return {
    optionalText,
    text(name) {
      const text = optionalText(name);
      if (text === undefined) throw new RangeError(`${name} is missing`);
      return text;
    },
    number: (name, least, most) => readNumber(name, take(name), least, most, false),
    integer: (name, least, most) => readNumber(name, take(name), least, most, true),
    optionalInteger(name, least, most) {
      const field = take(name);
      return field === undefined ? undefined : readNumber(name, field, least, most, true);
    },
    refuseOthers() {
      const [other] = left.keys();
      if (other !== undefined) throw new RangeError(`${other} is not a known field`);
    },
  };
}
