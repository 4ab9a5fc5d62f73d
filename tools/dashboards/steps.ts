import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** Colours of values: the first one from below, each further one from its value on. */
export type Steps = readonly [string, ...(readonly [from: number, color: string])[]];

export function thresholds(steps: Steps): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(toThresholds(steps));
}

/** The same as an override of a column. */
export function thresholdsProperty(steps: Steps): { readonly id: string; readonly value: object } {
  return { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: toThresholds(steps) } };
}

export function colorByThresholds(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

export function fixedColor(color: string): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);
}

function toThresholds([base, ...steps]: Steps): Threshold[] {
  return [{ value: null, color: base }, ...steps.map(([value, color]) => ({ value, color }))];
}
