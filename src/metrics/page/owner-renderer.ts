import type { TargetSnapshot } from '../../snapshot/snapshot.ts';
import type { PolledInstrument } from '../instrument.ts';
import { labelsOf, pointsOf, subjectsOf } from '../series.ts';
import { toByteText } from './byte-text.ts';
import { renderLabels } from './line.ts';
import { createSampleRenderer } from './samples.ts';

interface Member {
  /** Its place among all families. */
  readonly family: number;
  readonly instrument: PolledInstrument;
  readonly render: ReturnType<typeof createSampleRenderer>;
}

/** Renders samples of targets: byte text for each family, '' where it has none. */
export function createOwnerRenderer(
  families: readonly PolledInstrument[],
): (targets: readonly TargetSnapshot[]) => readonly string[] {
  const groups = groupBySubject(families);
  return (targets) => {
    const texts = families.map(() => '');
    for (const group of groups) {
      for (const target of subjectsOf(group[0].instrument, targets)) {
        const labels = labelsOf(group[0].instrument, target);
        const subject = toByteText(
          renderLabels(
            labels.map(([name]) => name),
            labels.map(([, value]) => value),
          ),
        );
        for (const { family, instrument, render } of group) {
          const points = pointsOf(instrument, target);
          if (points.length > 0) texts[family] += render(subject, points);
        }
      }
    }
    return texts;
  };
}

/** Families whose samples begin with the same labels, which are written once for all of them. */
function groupBySubject(families: readonly PolledInstrument[]): [Member, ...Member[]][] {
  const groups = new Map<string, [Member, ...Member[]]>();
  for (const [family, instrument] of families.entries()) {
    const { name, labels, subject, keyLabels } = instrument;
    const member = { family, instrument, render: createSampleRenderer(name, labels) };
    const id = [subject === 'site', ...keyLabels].join();
    const group = groups.get(id);
    if (group) group.push(member);
    else groups.set(id, [member]);
  }
  return [...groups.values()];
}
