// Reads convlint.yaml: the same keys as the editor's settings. Pure; what cannot be used gives a note with its line.
import { LineCounter, parseDocument } from 'yaml';
import { type Checked, checkSettings, type Note } from './check.ts';

export interface FileNote extends Note {
  /** 1-based, where it is known. */
  readonly line?: number;
}

export interface ConfigFile {
  readonly values: Checked['values'];
  readonly notes: readonly FileNote[];
}

/** Aliases beyond it are a bomb, not settings. */
const MAX_ALIASES = 100;

export function parseConfigFile(text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const [message = ''] = error.message.split('\n');
    return { values: {}, notes: [{ path: [], message, line: error.linePos?.[0].line ?? 1 }] };
  }
  const plain = toPlain(() => document.toJS({ maxAliasCount: MAX_ALIASES }));
  if ('message' in plain) return { values: {}, notes: [{ path: [], message: plain.message }] };
  const { values, notes } = checkSettings(plain.value);
  return {
    values,
    notes: notes.map((note) => {
      const node = document.getIn(note.path, true) as { readonly range?: readonly number[] } | undefined;
      const start = node?.range?.[0];
      return start === undefined ? note : { ...note, line: lines.linePos(start).line };
    }),
  };
}

/** The library throws where an alias leads nowhere or they are too many. */
function toPlain(read: () => unknown): { readonly value: unknown } | { readonly message: string } {
  try {
    return { value: read() };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}
