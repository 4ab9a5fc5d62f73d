import type { TargetSnapshot } from '../../snapshot/snapshot.ts';
import type { PolledInstrument } from '../instrument.ts';
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

/** Renders samples of targets: byte text for each family, '' where it has none. */
export function createOwnerRenderer(
  families: readonly PolledInstrument[],
): (targets: readonly TargetSnapshot[]) => readonly string[] {
  const groups = groupBySubject(families);
  return (targets) => {
    const texts = families.map(() => '');
    for (const { sample, members } of groups) {
      for (const target of subjectsOf(sample, targets)) {
        const labels = labelsOf(sample, target);
        const subject = toByteText(
          renderLabels(
            labels.map(([name]) => name),
            labels.map(([, value]) => value),
          ),
        );
        for (const { family, instrument, render } of members) {
          const points = pointsOf(instrument, target);
          if (points.length > 0) texts[family] += render(subject, points);
        }
      }
    }
    return texts;
  };
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
