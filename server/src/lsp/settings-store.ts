// The settings that hold for each document: the client's, overlaid by the nearest convlint.yaml. Asked once, kept until told.
import type { Connection } from 'vscode-languageserver';
import { type Checked, checkSettings } from '../config/check.ts';
import { DEFAULT_SETTINGS, type Settings } from '../config/settings.ts';
import type { Client } from './client.ts';
import { isAbsolute } from './source-files.ts';

export interface SettingsStore {
  of(uri: string): Promise<Settings>;
  /** Something changed; `pushed` is the new section from clients that do not answer questions. */
  forget(pushed?: unknown): void;
  /** Drops what was kept for a closed document. */
  drop(uri: string): void;
}

/** Reads the settings that project files give for a document; undefined where there are none. */
export type ProjectSettings = (uri: string) => Promise<Partial<Settings> | undefined>;

export function settingsStore(connection: Connection, client: Client, project: ProjectSettings): SettingsStore {
  let pushed: unknown = client.options.settings;
  let kept = new Map<string, Promise<Settings>>();
  let told = new Set<string>();

  const ask = async (uri: string): Promise<unknown> => {
    if (!client.answersConfiguration) return pushed;
    try {
      return await connection.workspace.getConfiguration({ scopeUri: uri, section: 'convlint' });
    } catch {
      return pushed;
    }
  };
  const read = async (uri: string): Promise<Settings> => {
    const [{ values, notes }, own] = await Promise.all([
      ask(uri).then(checkSettings),
      project(uri).catch(() => undefined),
    ]);
    tell(notes);
    const rules = { ...values.rules, ...own?.rules };
    return { ...DEFAULT_SETTINGS, ...values, ...withinWorkspace(own), rules };
  };
  /** Each note once, not once a document. */
  const tell = (notes: Checked['notes']) => {
    for (const { path, message } of notes) {
      const line = `convlint.${path.join('.')}: ${message}`;
      if (!told.has(line)) connection.console.warn(line);
      told.add(line);
    }
  };

  return {
    of(uri) {
      const known = kept.get(uri);
      if (known) return known;
      const settings = read(uri);
      kept.set(uri, settings);
      return settings;
    },
    forget(section) {
      if (section !== undefined) pushed = section;
      kept = new Map();
      told = new Set();
    },
    drop(uri) {
      kept.delete(uri);
    },
  };
}

/** A file that came with a project has no folders of the machine read. */
function withinWorkspace(own: Partial<Settings> = {}): Partial<Settings> {
  const roots = own['python.roots'];
  return roots ? { ...own, 'python.roots': roots.filter((folder) => !isAbsolute(folder)) } : own;
}
