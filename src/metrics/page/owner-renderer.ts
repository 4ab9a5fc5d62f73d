import type { TargetSnapshot } from '../../snapshot/snapshot.ts';
import { isOfHistory, type PolledInstrument } from '../instrument.ts';
import { labelsOf, pointsOf, subjectsOf } from '../series.ts';
import { toByteText } from './byte-text.ts';
import { renderLabels } from './line.ts';
import { createSampleRenderer } from './samples.ts';

/** Families whose samples begin with the same labels of the same targets: these are written once for all of them. */
interface Group {
  /** Any of them. */
  readonly sample: PolledInstrument;
  readonly members: {
    /** Its place among all families. */
    readonly family: number;
    readonly instrument: PolledInstrument;
    readonly render: ReturnType<typeof createSampleRenderer>;
  }[];
}

/**
 * Renders samples of an owner's targets: byte text for each family, '' where it has none, undefined where it says what it said
 * of them as they were before.
 */
export type RenderOwner = (
  targets: readonly TargetSnapshot[],
  before: readonly TargetSnapshot[],
) => readonly (string | undefined)[];

export function createOwnerRenderer(families: readonly PolledInstrument[]): RenderOwner {
  const groups = groupBySubject(families);
  return (targets, before) => {
    // Most polls bring the figures that are known: then nearly all lines are those of before.
    const isOfKnown = haveSameAnswers(targets, before);
    const texts = families.map((instrument) => (isOfKnown && isOfHistory(instrument) ? undefined : ''));
    for (const group of groups) {
      const members = group.members.filter(({ family }) => texts[family] !== undefined);
      const subjects = members.length > 0 ? subjectsOf(group.sample, targets) : [];
      for (const target of subjects) {
        const labels = labelsOf(group.sample, target);
        const subject = toByteText(
          renderLabels(
            labels.map(([name]) => name),
            labels.map(([, value]) => value),
          ),
        );
        for (const { family, instrument, render } of members) {
          texts[family] += render(subject, pointsOf(instrument, target));
        }
      }
    }
    return texts;
  };
}

/** An answer is replaced and never changed, and no two targets have the same. */
function haveSameAnswers(targets: readonly TargetSnapshot[], before: readonly TargetSnapshot[]): boolean {
  return targets.every(({ summary }, index) => summary !== undefined && summary === before[index]?.summary);
}

function groupBySubject(families: readonly PolledInstrument[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [family, instrument] of families.entries()) {
    const { name, labels, subject, keyLabels } = instrument;
    // A site is one subject however many targets it has.
    const id = `${subject === 'site' ? 'site' : 'target'}: ${keyLabels.join(' ')}`;
    const group = groups.get(id) ?? { sample: instrument, members: [] };
    group.members.push({ family, instrument, render: createSampleRenderer(name, labels) });
    groups.set(id, group);
  }
  return [...groups.values()];
}
