// The open documents and their analyses: each text is analysed once per version and settings, when somebody asks.
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analysis, analyzeIn, type Workspace } from '../analyze.ts';
import { configOf } from '../config/config.ts';
import type { Settings } from '../config/settings.ts';
import { followRows, type RowHistory } from '../ide/row-shift.ts';
import type { SettingsStore } from './settings-store.ts';

/** A document's text with what is known of it. */
export interface Analysed {
  readonly document: TextDocument;
  readonly settings: Settings;
  readonly analysis: Analysis;
  /** What is needed to shift positions after a row came or went. */
  readonly rowsBefore?: RowHistory;
}

export interface Documents {
  get(uri: string): TextDocument | undefined;
  all(): TextDocument[];
}

interface Kept {
  readonly version: number;
  readonly settings: Settings;
  readonly scale: string | undefined;
  readonly analysis: Promise<Analysis | undefined>;
}

export class Session {
  readonly documents: Documents;
  readonly settings: SettingsStore;
  readonly #locale: string;
  readonly #workspace: Workspace;
  readonly #rows = new Map<string, RowHistory>();
  readonly #kept = new Map<string, Kept>();
  /** Scales that users have asked for, by document: they hold while it is open. */
  readonly #scales = new Map<string, string>();

  constructor(documents: Documents, settings: SettingsStore, locale: string, workspace: Workspace) {
    this.documents = documents;
    this.settings = settings;
    this.#locale = locale;
    this.#workspace = workspace;
  }

  /** Undefined where the document is not open, or is no model file. */
  async analysed(uri: string): Promise<Analysed | undefined> {
    if (!this.documents.get(uri)) return undefined;
    const settings = await this.settings.of(uri);
    const document = this.documents.get(uri);
    if (!document) return undefined;
    const { version } = document;
    const analysis = await this.#analyse(document, settings);
    // What was typed meanwhile is another text.
    if (document.version !== version) return this.analysed(uri);
    if (!analysis) return undefined;
    const rowsBefore = this.#rows.get(uri);
    return { document, settings, analysis, ...(rowsBefore ? { rowsBefore } : {}) };
  }

  #analyse(document: TextDocument, settings: Settings): Promise<Analysis | undefined> {
    const { uri, version } = document;
    const kept = this.#kept.get(uri);
    const scale = this.#scales.get(uri);
    if (kept?.version === version && kept.settings === settings && kept.scale === scale) return kept.analysis;
    const analysis = this.analyseText(uri, document.getText(), settings, scale).then((made) => {
      const rows = made && followRows(this.#rows.get(uri), made);
      if (rows) this.#rows.set(uri, rows);
      return made;
    });
    this.#kept.set(uri, { version, settings, scale, analysis });
    return analysis;
  }

  /** Also for files that are not open. */
  async analyseText(uri: string, text: string, settings: Settings, scale?: string): Promise<Analysis | undefined> {
    const config = configOf(settings, this.#locale);
    return analyzeIn({ uri, text, config, ...(scale === undefined ? {} : { scale }) }, this.#workspace);
  }

  /** Files that documents may mean have changed: what was computed with them is computed again. */
  forget(): void {
    this.#kept.clear();
  }

  /** Undefined leaves it to the file. */
  setScale(uri: string, scale: string | undefined): void {
    if (scale === undefined) this.#scales.delete(uri);
    else this.#scales.set(uri, scale);
  }

  close(uri: string): void {
    this.#kept.delete(uri);
    this.#scales.delete(uri);
    this.#rows.delete(uri);
    this.settings.drop(uri);
  }
}
