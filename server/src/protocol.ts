// What client and server say to each other beyond the Language Server Protocol: types only, so both sides may import them.
// Lines and characters are zero-based, as in the protocol. Numbers are plain: whoever shows them writes them in the user's language.
import type { AxisWindow } from './base/window.ts';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** `initializationOptions`; every field may be absent, so that any editor can start the server. */
export interface InitializationOptions {
  /** The translations for the client's locale, where the client has them: the content of a bundle.l10n.*.json. */
  readonly l10n?: Readonly<Record<string, string>>;
  /** Folder URI of the rules' pages, ending in a slash. */
  readonly rulePages?: string;
  /** Where the files that come with ConvLint can be fetched from, ending in a slash: for a server that reads no files. */
  readonly resources?: string;
  /** The client answers `convlint/readFile`. */
  readonly readsFiles?: boolean;
  /** The client implements the commands and notifications below. */
  readonly extended?: boolean;
  /** Installed packages that models may import. */
  readonly libraries?: readonly Library[];
  /** What was tried out with models, by the URIs of their files (of notebooks, not of cells). */
  readonly whatIf?: Readonly<Record<string, WhatIfs>>;
  /** Settings, for clients without `workspace/configuration`: the content of the `convlint` section. */
  readonly settings?: unknown;
}

/** Commands that the client implements; code lenses and code actions name them. */
export interface Commands {
  /** Opens the Compute Shapes panel on a model of a file. */
  'convlint.computeShapes': readonly [uri: string, model: number];
  /** Opens the preview of the layer at a place. */
  'convlint.previewLayer': readonly [uri: string, line: number, character: number];
  /** Computes a document at the scale after the one in use; its scales in their order, and which one is in use. */
  'convlint.cycleScale': readonly [uri: string, scales: readonly string[], scale: string];
  /** Offers to compute a model of a file on another input, or made with other arguments. */
  'convlint.whatIf': readonly [uri: string, model: number];
  /** Opens a rule's page. */
  'convlint.openRulePage': readonly [rule: string];
}

export interface Requests {
  /** The table of a document's models; null where it has none. */
  'convlint/shapes': { readonly params: DocumentParams; readonly result: ShapeTable | null };
  /** The totals and gaps of a document; null where it is no model file. */
  'convlint/status': { readonly params: DocumentParams; readonly result: DocumentStatus | null };
  /** From now on the document is computed at this scale, whatever the file says; null leaves it to the file again. */
  'convlint/setScale': { readonly params: DocumentParams & { readonly scale: string | null }; readonly result: null };
  /** What a model of a document is computed on and made with; null where there is none. */
  'convlint/model': { readonly params: DocumentParams & { readonly model: number }; readonly result: ModelInfo | null };
  /** From now on a model is computed so, whatever the file says; null leaves it to the file again. */
  'convlint/setWhatIf': {
    readonly params: DocumentParams & { readonly name: string; readonly whatIf: WhatIf | null };
    readonly result: WhatIfAnswer;
  };
  /** Another Python environment was selected. */
  'convlint/setLibraries': { readonly params: { readonly libraries: readonly Library[] }; readonly result: null };
  /** What is tried out with a model as edits of the file; null where its format has no words for it. */
  'convlint/writeDown': {
    readonly params: DocumentParams & { readonly model: number };
    readonly result: readonly TextChange[] | null;
  };
  /** The pooling or convolution at a place; null where there is none. */
  'convlint/preview': {
    readonly params: DocumentParams & { readonly position: Position };
    readonly result: PreviewLayer | null;
  };
  /** The edit that gives a layer another window; null where the text does not allow it, or is another by now. */
  'convlint/previewEdit': {
    readonly params: DocumentParams & PreviewWish;
    readonly result: PreviewEdit | null;
  };
}

/** What a server without a file system asks its client. */
export interface ServerRequests {
  /** The text of a file in the workspace; null where there is none. */
  'convlint/readFile': { readonly params: { readonly uri: string }; readonly result: string | null };
}

export interface Notifications {
  /** Sent after each analysis, once the text has rested; `models` is empty once a file holds no model any more. */
  'convlint/didAnalyze': DocumentStatus;
}

export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** A folder with installed packages. They are read, as other files that models import; nothing of them is ever run. */
export interface Library {
  /** URI, ending in a slash. */
  readonly folder: string;
  /** The packages in it that are read: those that are built on torch. */
  readonly packages: readonly string[];
}

export type WhatIfs = Readonly<Record<string, WhatIf>>;

/** What a user tries out with one model. */
export interface WhatIf {
  /** Shapes without batch, channels first. */
  readonly inputs?: readonly (readonly number[])[];
  /** What the model is made with, as a call has it between its parentheses. */
  readonly args?: string;
}

/** What was tried does not work: why, in the user's language. Then everything stays as it was. */
export interface WhatIfAnswer {
  readonly refusal?: string;
}

export interface ModelInfo {
  readonly name: string;
  readonly inputs: readonly InputInfo[];
  /** Where arguments may be others: what can be given, as the file writes it, and what is given now. */
  readonly construction?: { readonly parameters: string; readonly args: string };
  /** What is tried out now. */
  readonly whatIf: WhatIf | null;
  /** The format has words for it. */
  readonly isWritable: boolean;
}

export interface InputInfo {
  readonly name: string;
  /** Without batch, channels first; null where it is not known. */
  readonly shape: readonly (number | null)[] | null;
}

export interface TextChange {
  readonly range: Range;
  readonly newText: string;
  /** Absent where it is the document itself. */
  readonly uri?: string;
}

export interface DocumentStatus {
  readonly uri: string;
  readonly version: number;
  /** Tracking never stopped: the totals are everything. */
  readonly complete: boolean;
  readonly models: readonly ModelStatus[];
  readonly gaps: readonly GapPlace[];
  /** How many problems of each severity. */
  readonly problems: Readonly<Record<'error' | 'warning' | 'information' | 'hint', number>>;
}

export interface ModelStatus {
  readonly name: string;
  /** Its name, where the file defines it or the statement that makes it begins. */
  readonly range: Range;
  /** Absent where it is in the document itself; in a notebook it may be another cell. */
  readonly uri?: string;
  readonly totals: ModelTotals;
  /** Of scaled files only. */
  readonly scale?: ModelScale;
}

/** How large a model of a scaled file is computed. */
export interface ModelScale {
  readonly name: string;
  readonly all: readonly string[];
  /** Somebody or something chose it; otherwise it is the file's first. */
  readonly chosen: boolean;
}

/** Lower bounds where `complete` is false. Sizes are of one sample unless said otherwise. */
export interface ModelTotals {
  readonly layers: number;
  readonly params: number;
  readonly trainableParams: number;
  readonly macs: number;
  /** Bytes of all layers' outputs, for the configured batch and dtype. */
  readonly activationBytes: number;
  readonly parameterBytes: number;
  readonly complete: boolean;
}

/** Where tracking stopped, and why, in the user's language. */
export interface GapPlace {
  readonly message: string;
  readonly range: Range;
  /** Absent where it is in the document itself. */
  readonly uri?: string;
}

export interface ShapeTable {
  readonly uri: string;
  readonly version: number;
  /** For how many samples and in which number type memory is counted. */
  readonly batch: number;
  readonly dtype: string;
  readonly models: readonly ModelTable[];
}

export interface ModelTable {
  readonly name: string;
  readonly range: Range;
  /** Absent where it is in the document itself. */
  readonly uri?: string;
  /** Written in the file's manner: `32×32×3`, or `[N, 3, 32, 32]`. */
  readonly inputs: readonly NamedShape[];
  readonly outputs: readonly NamedShape[];
  readonly rows: readonly LayerRow[];
  readonly blocks: readonly BlockRow[];
  readonly totals: ModelTotals;
  readonly gaps: readonly GapPlace[];
}

export interface NamedShape {
  readonly name: string;
  readonly shape: string;
}

export interface LayerRow {
  /** Place in the order of application; rows come in that order. */
  readonly index: number;
  /** `features.0`, or empty for an anonymous layer. */
  readonly path: string;
  /** Canonical: `conv2d`. */
  readonly operator: string;
  /** As the file spells it: `conv`, `Conv2d`. */
  readonly type: string;
  /** The operator's name in the text. */
  readonly range: Range;
  /** Where the whole layer ends in the text, if below that. */
  readonly lastLine?: number;
  /** Absent where it is in the document itself. */
  readonly uri?: string;
  /** Where code makes it, if it is called elsewhere. */
  readonly made?: { readonly range: Range; readonly uri?: string };
  /** Index into `blocks` of the innermost block; null outside of blocks. */
  readonly block: number | null;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** `5×5`; null where the layer has no window. */
  readonly kernel: string | null;
  readonly stride: string | null;
  readonly padding: string | null;
  /** Null where it is not known; a shared module's parameters are counted at its first row, and 0 later. */
  readonly params: number | null;
  /** Of the model's parameters, 0 to 1. */
  readonly share: number | null;
  /** For one sample. */
  readonly macs: number | null;
  /** Bytes of the outputs for the configured batch and dtype. */
  readonly bytes: number | null;
  /** Cells of the model's input along each spatial axis; `all` sees the whole input; null where it is not known. */
  readonly receptiveField: readonly number[] | 'all' | null;
  /** The worst problem of this layer. */
  readonly severity: 'error' | 'warning' | 'information' | 'hint' | null;
  /** Why something of it is unknown, in the user's language. */
  readonly why: string | null;
}

export interface BlockRow {
  readonly path: string;
  readonly type: string;
  readonly range: Range;
  /** Absent where it is in the document itself. */
  readonly uri?: string;
  /** Index of the enclosing block; null at the top. */
  readonly parent: number | null;
  /** Its layers are `rows[first … end − 1]`. */
  readonly first: number;
  readonly end: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly params: number | null;
  readonly share: number | null;
  readonly macs: number | null;
  readonly bytes: number | null;
}

export type PreviewKind = 'max-pool' | 'avg-pool' | 'lp-pool' | 'conv' | 'conv-transpose';

export interface PreviewAxis extends AxisWindow {
  /** Of a transposed convolution; otherwise 0. */
  readonly outputPadding: number;
}

/** Height and width; a layer over one axis has a height of one cell, one over three shows its last two. */
export type PreviewAxes = readonly [height: PreviewAxis, width: PreviewAxis];

export type WindowAttribute = 'kernel' | 'stride' | 'padding' | 'dilation' | 'ceil';

/** One layer of a chain that makes volumes smaller or larger. */
export interface PreviewStep {
  readonly kind: PreviewKind;
  readonly type: string;
  readonly path: string;
  readonly axes: PreviewAxes;
  readonly channels: readonly [input: number, output: number];
}

export interface PreviewLayer extends PreviewStep {
  readonly uri: string;
  readonly version: number;
  /** Place among the file's models, and among the model's layers. */
  readonly model: number;
  readonly layer: number;
  /** The operator's name in the text. */
  readonly range: Range;
  readonly rank: number;
  /** Axes before the height, which are not drawn: the depth of a solid. */
  readonly others: readonly PreviewAxis[];
  readonly groups: number;
  readonly countIncludePad: boolean;
  readonly divisor: number | null;
  /** The p of an Lp pooling. */
  readonly norm: number;
  /** Whose arithmetic it is; null for specs. */
  readonly framework: string | null;
  /** A window that does not fit is an error here. */
  readonly exact: boolean;
  /** What can be written back into the file. */
  readonly editable: readonly WindowAttribute[];
  /** The chain of windows that this layer stands in, itself included. */
  readonly run: readonly PreviewStep[];
  /** Its place in the chain. */
  readonly at: number;
}

export interface PreviewWish {
  readonly version: number;
  readonly model: number;
  readonly layer: number;
  readonly axes: PreviewAxes;
}

export interface PreviewEdit {
  /** Of the document that is edited. */
  readonly version: number;
  readonly range: Range;
  /** Absent where it is the document itself. */
  readonly uri?: string;
  readonly newText: string;
}
