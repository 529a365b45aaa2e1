// The open documents and their analyses: each text is analysed once per version and settings, when somebody asks.
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analysis, type AnalyzeRequest, analyzeIn, type Pause, type Workspace } from '../analyze.ts';
import { configOf } from '../config/config.ts';
import type { Settings } from '../config/settings.ts';
import { followRows, type RowHistory } from '../ide/row-shift.ts';
import type { WhatIfs } from '../protocol.ts';
import { Patience, wait } from './patience.ts';
import type { SettingsStore } from './settings-store.ts';
import type { Tidying } from './tidying.ts';

/** A document's text with what is known of it. */
export interface Analysed {
  readonly document: TextDocument;
  readonly settings: Settings;
  readonly analysis: Analysis;
  /** Of other open documents that import this one: what their models do in it. */
  readonly readers: readonly Analysis[];
  /** What is needed to shift positions after a row came or went. */
  readonly rowsBefore?: RowHistory;
}

export interface Documents {
  get(uri: string): TextDocument | undefined;
  all(): readonly TextDocument[];
  /** Where the document is the program of a notebook. */
  cellsOf(uri: string): AnalyzeRequest['cells'];
}

/** What the user wants computed, whatever the file says. */
interface Wish {
  readonly scale?: string;
  readonly whatIf?: WhatIfs;
}

const NOTHING: Wish = {};

interface Kept {
  readonly version: number;
  readonly settings: Settings;
  readonly wish: Wish;
  /** The first answer, in which models may still be as they were before the last edit; and the whole one. */
  first: Promise<Analysis | undefined>;
  readonly whole: Promise<Analysis | undefined>;
  readonly patience: Patience;
  /** When it began, as changes of files are counted. */
  readonly begun: number;
  /** The files that it has looked at, once that is known. */
  texts?: ReadonlyMap<string, unknown>;
  made?: Analysis;
}

export class Session {
  readonly documents: Documents;
  readonly settings: SettingsStore;
  /** Told when a first answer was not the whole one, and that is there now. */
  completed: (uri: string) => void = () => {};
  readonly #locale: string;
  readonly #workspace: Workspace;
  readonly #tidying: Tidying;
  readonly #rows = new Map<string, RowHistory>();
  readonly #kept = new Map<string, Kept>();
  /** When files that documents may mean have changed. */
  readonly #changes = new Map<string, number>();
  #clock = 0;
  /** By document. A scale holds while it is open; what is tried out with models, until the user ends it. */
  readonly #wishes = new Map<string, Wish>();

  constructor(documents: Documents, settings: SettingsStore, locale: string, workspace: Workspace, tidying: Tidying) {
    this.documents = documents;
    this.settings = settings;
    this.#locale = locale;
    this.#workspace = workspace;
    this.#tidying = tidying;
  }

  /**
   * Undefined where the document is not open, or is no model file. `hurry`: what an edit touched may still be as it was
   * before; `completed` tells when it is not.
   */
  async analysed(uri: string, { hurry = false } = {}): Promise<Analysed | undefined> {
    if (!this.documents.get(uri)) return undefined;
    const settings = await this.settings.of(uri);
    const document = this.documents.get(uri);
    if (!document) return undefined;
    const { version } = document;
    const kept = this.#analyse(document, settings);
    const analysis = await (hurry ? kept.first : kept.whole);
    // What was typed meanwhile is another text.
    if (document.version !== version) return this.analysed(uri, { hurry });
    if (!analysis) return undefined;
    const rowsBefore = this.#rows.get(uri);
    return { document, settings, analysis, readers: this.#readersOf(document), ...(rowsBefore ? { rowsBefore } : {}) };
  }

  #readersOf(document: TextDocument): readonly Analysis[] {
    const { uri } = document;
    return [...this.#kept].flatMap(([reader, { made }]) =>
      reader !== uri && made && made.request.files?.texts.get(uri) === document.getText() ? [made] : [],
    );
  }

  #analyse(document: TextDocument, settings: Settings): Kept {
    const { uri, version } = document;
    const kept = this.#kept.get(uri);
    const wish = this.#wishes.get(uri) ?? NOTHING;
    const isSame = kept?.version === version && kept.settings === settings && kept.wish === wish;
    if (isSame && this.#isCurrent(uri, kept)) return kept;
    this.#tidying.never();
    const begin = (pause: Pause) => this.analyseText(uri, document.getText(), settings, wish, pause);
    const patience = kept?.patience ?? new Patience();
    const isWanted = () => document.version === version && this.#kept.get(uri) === now;
    const first = (kept ? begin(patience.urgent()) : this.#open(patience, begin, isWanted)).then((made) => {
      const rows = made && followRows(this.#rows.get(uri), made);
      if (rows) this.#rows.set(uri, rows);
      now.texts = made?.request.files?.texts ?? new Map();
      this.#tidying.soon();
      return made;
    });
    const whole = first.then((made) => this.#goOn(uri, made, patience, begin, isWanted));
    // Until there is another one, the one before says what its models do in other files.
    const before = kept?.made ? { made: kept.made } : {};
    const now: Kept = { version, settings, wish, first, whole, patience, begun: this.#clock, ...before };
    this.#kept.set(uri, now);
    whole.then(
      (made) => {
        now.first = whole;
        if (made) now.made = made;
      },
      // Whoever waits is told.
      () => {},
    );
    return now;
  }

  /** Nobody has seen anything of it yet: there is nothing to be shown meanwhile. Other documents are heard between the turns. */
  async #open(
    patience: Patience,
    begin: (pause: Pause) => Promise<Analysis | undefined>,
    isWanted: () => boolean,
  ): Promise<Analysis | undefined> {
    for (;;) {
      const made = await begin(patience.opening());
      if (!made || made.pending === 0 || !isWanted()) return made;
      await wait(0);
    }
  }

  /** In turns, so that whoever types or asks meanwhile is heard; what is not wanted any more is not brought to an end. */
  async #goOn(
    uri: string,
    first: Analysis | undefined,
    patience: Patience,
    begin: (pause: Pause) => Promise<Analysis | undefined>,
    isWanted: () => boolean,
  ): Promise<Analysis | undefined> {
    const answered = performance.now();
    let made = first;
    while (made && made.pending > 0) {
      await patience.rest(performance.now() - answered);
      if (!isWanted()) return made;
      made = await begin(patience.turn());
    }
    if (made !== first) {
      this.completed(uri);
      this.#tidying.atLast();
    }
    return made;
  }

  /** Also for files that are not open. */
  async analyseText(
    uri: string,
    text: string,
    settings: Settings,
    wish = NOTHING,
    pause?: Pause,
  ): Promise<Analysis | undefined> {
    const config = configOf(settings, this.#locale);
    const cells = this.documents.cellsOf(uri);
    const request = { uri, text, config, ...wish, ...(cells ? { cells } : {}) };
    return analyzeIn(request, this.#workspace, pause);
  }

  /** A file that documents may mean has changed. Gives the documents that do: what they come to may be different now. */
  sourceChanged(uri: string): readonly string[] {
    this.#changes.set(uri, ++this.#clock);
    return [...this.#kept].flatMap(([user, kept]) => (this.#isCurrent(user, kept) ? [] : [user]));
  }

  /** No file that the analysis has read has changed since; while it is under way, no file at all. */
  #isCurrent(user: string, { begun, texts }: Kept): boolean {
    if (begun === this.#clock) return true;
    for (const [uri, changed] of this.#changes)
      if (changed > begun && uri !== user && (!texts || texts.has(uri))) return false;
    return true;
  }

  /** Undefined leaves it to the file. */
  setScale(uri: string, scale: string | undefined): void {
    const { whatIf } = this.#wishes.get(uri) ?? NOTHING;
    this.#wishes.set(uri, { ...(whatIf ? { whatIf } : {}), ...(scale === undefined ? {} : { scale }) });
  }

  whatIfsOf(uri: string): WhatIfs {
    return this.#wishes.get(uri)?.whatIf ?? {};
  }

  setWhatIfs(uri: string, whatIf: WhatIfs): void {
    this.#wishes.set(uri, { ...this.#wishes.get(uri), whatIf });
  }

  close(uri: string): void {
    this.#kept.delete(uri);
    this.setScale(uri, undefined);
    this.#rows.delete(uri);
    this.settings.drop(uri);
  }
}
