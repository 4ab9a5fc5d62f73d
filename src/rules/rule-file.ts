import { Document, isMap, isScalar, isSeq, visit } from 'yaml';

export interface RecordingRule {
  readonly record: string;
  /** Why or with which unit; becomes a YAML comment. */
  readonly comment?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it has to be true. */
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  /** How often it is evaluated; default: as Prometheus is told. */
  readonly interval?: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** Quotes what Go's readers would take for something else: `NO`, which is Norway. */
export const YAML_1_1 = { schema: 'yaml-1.1' } as const;

/** A Prometheus rule file, with the rules' comments and with expressions of several lines as blocks. */
export function renderRuleFile(header: string, groups: readonly RuleGroup[]): string {
  const document = new Document({ groups }, YAML_1_1);
  document.commentBefore = toComment(header);
  visit(document, {
    Map(_, map) {
      const comment = map.get('comment');
      if (typeof comment !== 'string') return;
      map.delete('comment');
      map.commentBefore = toComment(comment);
    },
    Pair(_, { value }) {
      if (isScalar(value) && typeof value.value === 'string' && value.value.includes('\n')) {
        value.type = 'BLOCK_LITERAL';
      }
    },
    Seq(_, { items }) {
      for (const item of items.slice(1)) if (isMap(item) || isSeq(item)) item.spaceBefore = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function toComment(text: string): string {
  return text.replaceAll(/^/gm, ' ');
}
