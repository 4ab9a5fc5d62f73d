import { z } from 'zod';
import type { Manifest } from './helm.ts';

type Labels = Readonly<Record<string, string>>;

const labels = z.record(z.string(), z.string());
const matchLabels = z.object({ matchLabels: labels }).strict();

/** The labels that a Service, PodDisruptionBudget, NetworkPolicy or PodMonitor wants of pods. */
export function readPodSelector({ kind, spec }: Manifest): Labels {
  if (kind === 'Service') return z.looseObject({ selector: labels }).parse(spec).selector;
  if (kind === 'NetworkPolicy') {
    return z.looseObject({ podSelector: matchLabels }).parse(spec).podSelector.matchLabels;
  }
  return z.looseObject({ selector: matchLabels }).parse(spec).selector.matchLabels;
}

/** The labels that a ServiceMonitor wants of services. */
export function readServiceSelector({ spec }: Manifest): Labels {
  return z.looseObject({ selector: matchLabels }).parse(spec).selector.matchLabels;
}

/** Whether something with these labels is selected. An empty selector would select everything: no. */
export function isSelected(wanted: Labels, given: Labels = {}): boolean {
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([name, value]) => given[name] === value);
}
