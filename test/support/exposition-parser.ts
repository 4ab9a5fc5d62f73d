/** One line of the page: a series and its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Everything under one metric name, histogram parts included. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

/** A parsed metrics page, families by name in the page's order. */
export type Page = ReadonlyMap<string, Family>;

type OpenFamily = Omit<Family, 'help' | 'type' | 'samples'> & {
  help: string | undefined;
  type: string | undefined;
  samples: Sample[];
};

const METRIC_NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(`^# HELP (${METRIC_NAME}) (.*)$`, 's');
const TYPE = new RegExp(`^# TYPE (${METRIC_NAME}) (counter|gauge|histogram|summary|untyped)$`);
const SAMPLE = new RegExp(`^(${METRIC_NAME})(?:\\{(.*)\\})? (\\S+)$`, 's');
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(,|$)/sy;
const VALUE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** Prometheus reads them in whatever case. */
const SPECIAL_VALUES = new Map([
  ['nan', Number.NaN],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/**
 * Reads Prometheus's text format 0.0.4 as strictly as its documents allow: HELP and TYPE before the samples and once,
 * one block per family, no series twice, no timestamp, known escapes only, whole histograms. Throws with the line.
 */
export function parseExposition(text: string): Page {
  if (!text.endsWith('\n')) throw new Error('the page does not end in a line feed');
  const families = new Map<string, OpenFamily>();
  const series = new Set<string>();
  let current: OpenFamily | undefined;

  const open = (name: string): OpenFamily => {
    if (current?.name === name) return current;
    if (families.has(name)) throw new Error(`${name} has two blocks`);
    current = { name, help: undefined, type: undefined, samples: [] };
    families.set(name, current);
    return current;
  };

  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    try {
      readLine(line, open, (sample) => {
        if (current?.type === undefined || !belongsTo(sample.name, current))
          throw new Error('sample outside of its family');
        const id = `${sample.name} ${toLabelId(sample.labels)}`;
        if (series.has(id)) throw new Error('series appears twice');
        series.add(id);
        current.samples.push(sample);
      });
    } catch (error) {
      throw new Error(`line ${index + 1}: ${JSON.stringify(line)}: ${String(error)}`, { cause: error });
    }
  }
  return new Map(Array.from(families, ([name, family]) => [name, close(family)]));
}

function readLine(line: string, open: (name: string) => OpenFamily, add: (sample: Sample) => void): void {
  if (line === '') return;
  if (!line.startsWith('#')) return add(readSample(line));
  const [, helpName, help] = HELP.exec(line) ?? [];
  const [, typeName, type] = TYPE.exec(line) ?? [];
  if (helpName !== undefined && help !== undefined) {
    const family = open(helpName);
    if (family.help !== undefined || family.samples.length > 0)
      throw new Error('HELP twice or after a sample');
    family.help = unescape(help, { n: '\n', '\\': '\\' });
  } else if (typeName !== undefined && type !== undefined) {
    const family = open(typeName);
    if (family.type !== undefined || family.samples.length > 0)
      throw new Error('TYPE twice or after a sample');
    family.type = type;
  } else if (/^#\s*(?:HELP|TYPE)\b/.test(line)) {
    throw new Error('malformed HELP or TYPE');
  }
}

function readSample(line: string): Sample {
  const [, name, labels, value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error('no sample');
  return { name, labels: readLabels(labels ?? ''), value: readValue(value) };
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const labels: [string, string][] = [];
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    LABEL.lastIndex = at;
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error('malformed label');
    if (labels.some(([other]) => other === name)) throw new Error('label appears twice');
    labels.push([name, unescape(value, { n: '\n', '\\': '\\', '"': '"' })]);
  }
  return Object.fromEntries(labels);
}

function readValue(text: string): number {
  const value = VALUE.test(text) ? Number(text) : SPECIAL_VALUES.get(text.toLowerCase());
  if (value === undefined) throw new Error('malformed value');
  return value;
}

function unescape(text: string, escapes: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\\(.?)/gs, (_, character: string) => {
    const meant = escapes[character];
    if (meant === undefined) throw new Error(`unknown escape \\${character}`);
    return meant;
  });
}

function belongsTo(sampleName: string, { name, type }: OpenFamily): boolean {
  if (type === 'histogram') return ['_bucket', '_sum', '_count'].some((part) => sampleName === name + part);
  if (type === 'summary') return ['', '_sum', '_count'].some((part) => sampleName === name + part);
  return sampleName === name;
}

function close({ name, help, type, samples }: OpenFamily): Family {
  if (help === undefined || type === undefined) throw new Error(`${name} lacks HELP or TYPE`);
  if (type === 'histogram') checkHistogram(name, samples);
  return { name, help, type, samples };
}

/** Each histogram series: rising bounds, counts that never fall, a `+Inf` bucket that equals `_count`, and a `_sum`. */
function checkHistogram(name: string, samples: readonly Sample[]): void {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const id = groupOf(sample);
    groups.set(id, [...(groups.get(id) ?? []), sample]);
  }
  for (const group of groups.values()) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => readValue(labels['le'] ?? ''));
    const counts = buckets.map(({ value }) => value);
    if (!isRising(bounds, true) || !isRising(counts, false)) throw new Error(`${name} has unsorted buckets`);
    const total = group.find((sample) => sample.name === `${name}_count`)?.value;
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY || counts.at(-1) !== total)
      throw new Error(`${name} has no +Inf bucket that equals its count`);
    if (!group.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name} has no sum`);
  }
}

/** Names a histogram's series: all labels but the bucket's. */
function groupOf({ labels }: Sample): string {
  return toLabelId({ ...labels, le: '' });
}

/** The same for the same labels in whatever order. */
function toLabelId(labels: Sample['labels']): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isRising(values: readonly number[], strictly: boolean): boolean {
  return values.every((value, index) => {
    const before = values[index - 1] ?? Number.NEGATIVE_INFINITY;
    return strictly ? value > before : value >= before;
  });
}
