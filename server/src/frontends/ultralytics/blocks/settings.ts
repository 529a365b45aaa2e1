// What the keys of a file say of the whole model, after a scale was chosen. Knows no YAML.
import type { Family } from '../family.ts';
import type { Activation } from './activations.ts';

export interface ModelSettings {
  /** Classes. */
  readonly nc: number;
  readonly scale: string;
  readonly depth: number;
  readonly width: number;
  readonly maxChannels: number;
  /** Bins of a box side's distribution. */
  readonly regMax: number;
  readonly end2end: boolean;
  /** One for all convolutions; SiLU where absent. */
  readonly activation: Activation | undefined;
  readonly family: Family;
  /** How many each level has, where the file has any. */
  readonly anchors: number | undefined;
  /** Class heads of the older form: set until a row of a newer kind comes. */
  legacy: boolean;
}

/** `channels` after the width: at most `maxChannels`, then rounded up to a multiple of 8. */
export function scaledChannels(
  channels: number,
  { width, maxChannels }: Pick<ModelSettings, 'width' | 'maxChannels'>,
): number {
  return multipleOf(Math.min(channels, maxChannels) * width, 8);
}

export function multipleOf(value: number, divisor: number): number {
  return Math.ceil(value / divisor) * divisor;
}

/** Python's `round`: a half goes to the even neighbour. */
export function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
