// What a key does on a line of the table, as in every tree: arrows move, open and close; Enter goes to the file. Pure.
// Source: WAI-ARIA Authoring Practices, "Treegrid Pattern", rows first, https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/
import type { Entry } from './entries.ts';

export interface Standing {
  readonly lines: readonly Entry[];
  readonly closed: ReadonlySet<string>;
  readonly flat: boolean;
  readonly active: number;
  /** Lines in sight. */
  readonly page: number;
}

export type KeyAction =
  | { readonly do: 'move'; readonly to: number }
  | { readonly do: 'toggle'; readonly entry: Entry; readonly close: boolean }
  | { readonly do: 'reveal'; readonly entry: Entry; readonly focus: boolean };

export function keyAction(key: string, standing: Standing): KeyAction | undefined {
  const entry = standing.lines[standing.active];
  return entry && KEYS.get(key)?.(entry, standing);
}

const KEYS = new Map<string, (entry: Entry, standing: Standing) => KeyAction | undefined>(
  Object.entries({
    ArrowDown: (_, standing) => move(standing, 1),
    ArrowUp: (_, standing) => move(standing, -1),
    PageDown: (_, standing) => move(standing, standing.page),
    PageUp: (_, standing) => move(standing, -standing.page),
    Home: (_, standing) => move(standing, -Infinity),
    End: (_, standing) => move(standing, Infinity),
    ArrowRight: (entry, standing) => {
      if (entry.kind !== 'block' || standing.flat) return undefined;
      if (standing.closed.has(entry.key)) return { do: 'toggle', entry, close: false };
      return standing.lines[standing.active + 1]?.parent === entry ? move(standing, 1) : undefined;
    },
    ArrowLeft: (entry, standing) => {
      if (standing.flat) return undefined;
      if (entry.kind === 'block' && !standing.closed.has(entry.key)) return { do: 'toggle', entry, close: true };
      const parent = entry.parent ? standing.lines.indexOf(entry.parent) : -1;
      return parent < 0 ? undefined : { do: 'move', to: parent };
    },
    Enter: (entry) => ({ do: 'reveal', entry, focus: true }),
    ' ': (entry) => ({ do: 'reveal', entry, focus: false }),
  }),
);

function move({ lines, active }: Standing, by: number): KeyAction {
  return { do: 'move', to: Math.max(0, Math.min(lines.length - 1, active + by)) };
}
