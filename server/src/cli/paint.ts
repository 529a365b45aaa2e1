// Colours of the terminal, or none. Knows no layout.
import type { Severity } from '../rules/rule.ts';

export type Colour = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'cyan' | 'green';

export type Paint = (colour: Colour, text: string) => string;

const CODES: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

export const SEVERITY_COLOURS: Readonly<Record<Severity, Colour>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'dim',
};

export function painter(enabled: boolean): Paint {
  if (!enabled) return (_, text) => text;
  return (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`;
}
