// What a front end is: it knows one file format, and drives a GraphBuilder. It imports neither engine nor operators.
import type { Span, TextEdit } from '../base/span.ts';
import type { AttributeInput, Expectation } from '../graph/attribute.ts';
import type { BuilderOptions, GraphBuilder } from '../graph/builder.ts';
import type { Cause } from '../graph/cause.ts';
import type { DialectId } from '../graph/dialect.ts';
import type { Dim } from '../graph/dim.ts';
import type { Finding } from '../graph/finding.ts';
import type { Graph, Layer } from '../graph/graph.ts';
import type { Intent } from '../graph/intent.ts';
import type { MovePlace } from '../graph/moved.ts';
import type { OperatorCatalogue } from '../graph/operator.ts';
import type { Volume } from '../graph/volume.ts';

/** The text to read, and what the user has chosen for it. */
export interface Source {
  readonly uri: string;
  readonly text: string;
  /** Input shapes without batch, channels first, that override the file's. */
  readonly inputs: readonly (readonly number[])[];
  /** Scale of a scaled file, where the user asks for it: stronger than what the file says. */
  readonly scale?: string;
  /** Scale of a scaled file where neither the user nor the file says one. */
  readonly usualScale?: string;
  /** Modules of the user's own, by name: formats with open vocabularies know no more of them than this. */
  readonly ownModules?: OwnModules;
  /** Models asked for by name or expression; all where empty. */
  readonly models: readonly string[];
  /** What the user tries out, by the names of models: stronger than what the file says. */
  readonly whatIf?: WhatIfs;
  /** What `prepare` has found, for formats that read more than one file. */
  readonly files?: SourceFiles;
}

export type WhatIfs = Readonly<Record<string, WhatIf>>;

/** What a user tries out with one model. */
export interface WhatIf {
  /** Shapes without batch, channels first. */
  readonly inputs?: readonly (readonly number[])[];
  /** What the model is made with, as a call has it between its parentheses. */
  readonly args?: string;
}

/** A text whose other files are wanted. */
export interface Asked extends Pick<Source, 'uri' | 'text'> {
  /** Folders that the settings name. */
  readonly roots: readonly string[];
}

/** Other files that a text may mean, as far as they were looked for. */
export interface SourceFiles {
  /** By URI; undefined: there is none. */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Folders that names of modules count from, each ending in a slash. */
  readonly roots: readonly string[];
  readonly libraries?: readonly Library[];
  /** Takes in what was missed; absent where others must not see it. */
  add?(missed: Iterable<readonly [uri: string, text: string | undefined]>): void;
}

/** Packages that were installed: looked for behind everything of the user's own. */
export interface Library {
  /** Ends in a slash. */
  readonly folder: string;
  /** Those that are read; others in the folder are not touched. */
  readonly packages: readonly string[];
}

/** What front ends that read more than one file need of the machine; the entries implement it. */
export interface Workspace {
  read(uri: string): Promise<string | undefined>;
  /** Folders that names of modules may count from, each ending in a slash: those above the file, and those that the user names. */
  rootsOf(uri: string, named?: readonly string[]): readonly string[];
  /** Of the Python environment that the user has selected. */
  readonly libraries?: readonly Library[];
  /** What has changed, counted: absent where files may be other ones each time that they are read. */
  readonly changes?: { readonly count: number; since(count: number): Iterable<string> };
  /** Nothing changes as long as it is used: what was found for one file holds for the next. */
  readonly still?: true;
  /** A file that comes with ConvLint: a grammar. */
  resource(name: string): Promise<Uint8Array | undefined>;
}

/** What a user says of modules that ConvLint cannot know. */
export type OwnModules = Readonly<Record<string, OwnModule>>;

export interface OwnModule {
  /** Of its output: those of its input, its first argument (scaled as the format scales such), a number, or not known. */
  readonly channels: 'input' | 'first-argument' | 'unknown' | number;
  /** Its output is so many times smaller than its input; absent where that is not known. */
  readonly stride?: number;
}

/** How long a build may take: what is not done by then is left to another `build` of the same text. */
export interface Pause {
  /** Whether running a model of about so many layers would take too long. */
  (layers: number): boolean;
  /** Somebody waits for the answer: a model that is under way is left, too. Otherwise each build comes a little further. */
  readonly urgent?: boolean;
  /** A model is being run; to be told how many layers that were, so that the time of the next ones can be foreseen. */
  begin?(): (layers: number) => void;
}

export interface BuildHost {
  readonly operators: OperatorCatalogue;
  /** Each text is analysed once: what it comes to need not be kept for the next one, and others may share what it imports. */
  readonly once?: boolean;
  /** Somebody waits for an answer: what would take too long may be left to another `build` of the same text. */
  readonly pause?: Pause;
  newBuilder(options: BuilderOptions): GraphBuilder;
}

/** What stands at a place in the text. */
export type Slot =
  /** A layer's name or body; `module` where the format has modules with arguments in order. */
  | {
      readonly kind: 'layer';
      readonly span: Span;
      readonly layers: readonly Layer[];
      readonly module?: ModuleUse;
    }
  /** One of a module's arguments in order. */
  | { readonly kind: 'argument'; readonly span: Span; readonly module: ModuleUse; readonly argument: ArgumentUse }
  /** An attribute's name or value. */
  | {
      readonly kind: 'attribute';
      readonly span: Span;
      readonly layers: readonly Layer[];
      readonly operator: string;
      readonly attribute: string;
    }
  /** A name that points to another layer. */
  | { readonly kind: 'reference'; readonly span: Span; readonly target: Span }
  /** A key of the format itself. */
  | { readonly kind: 'key'; readonly span: Span; readonly key: string; readonly doc: string };

/** What stands at a place in code, beside layers. */
export type CodeSlot = ValueSlot | DefinitionSlot;

/** What an expression comes to, or a name holds, each time that the code runs. */
export interface ValueSlot {
  readonly kind: 'value';
  readonly span: Span;
  /** The expression as a reader would name it: `x.shape` where the cursor is on `shape`. */
  readonly name: Span;
  /** It is what a call of that name gives. */
  readonly called: boolean;
  /** Whose run it was, as a position among the file's models; absent where the file itself ran it. */
  readonly model?: number;
  readonly runs: readonly ValueRun[];
  /** Where it is not reached: why. */
  readonly stopped?: Cause;
}

/** Alike runs of one instance, of which there may be many. */
export interface ValueRun {
  /** Of the module whose code it was; empty for the model itself, and for code outside of modules. */
  readonly path: string;
  readonly value: SeenValue;
  readonly times: number;
}

export type SeenValue =
  /** A tensor, or a shape; `dtype` where it is not the usual one. */
  | { readonly kind: 'tensor'; readonly volume: Volume; readonly dtype?: string }
  | { readonly kind: 'dim'; readonly dim: Dim }
  /** As the language writes it: a string, a float, a truth value. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'items';
      readonly of: 'list' | 'tuple' | 'dict';
      readonly items: readonly { readonly key?: string; readonly value: SeenValue | undefined }[];
      /** So many are not listed. */
      readonly more: number;
    }
  /** A module of the model, by its path. */
  | { readonly kind: 'module'; readonly path: string; readonly type: string }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'unknown'; readonly cause: Cause };

/** A place for `# convlint: shape=…`, and of how many values it would say the shapes. */
export interface ShapeComment {
  readonly at: number;
  readonly values: number;
}

/** The name where a class or function is defined. */
export interface DefinitionSlot {
  readonly kind: 'class' | 'function';
  readonly span: Span;
  readonly name: string;
}

/** A module as one row of the file uses it. */
export interface ModuleUse {
  readonly name: string;
  /** English; translated where it is shown. */
  readonly doc: string;
  /** `C2f(c2, shortcut=False, g=1, e=0.5)`. */
  readonly signature: string;
  readonly repeats: number;
  readonly arguments: readonly ArgumentUse[];
  /** The position of the row, and of the rows that read it. */
  readonly index: number;
  readonly usedBy: readonly number[];
}

/** An argument as it takes effect: after names, scaling and defaults. */
export interface ArgumentUse {
  readonly name: string;
  /** English; translated where it is shown. */
  readonly doc: string;
  readonly expectation: Expectation;
  /** As the file writes it; absent where the default holds. */
  readonly written?: string;
  readonly value: AttributeInput;
  /** Why the value is not the one that is written: scaled by the width, forced by the scale. */
  readonly changed?: 'scaled' | 'forced';
}

/** How large a model of a scaled file is built. */
export interface ScaleChoice {
  readonly name: string;
  /** All scales of the file, in its order. */
  readonly all: readonly string[];
  /** What chose it, strongest first; `first` where nothing did. */
  readonly chosenBy: 'request' | 'directive' | 'file-name' | 'setting' | 'first';
}

/** One row of a model whose rows read others by position. */
export interface RowPlace {
  readonly index: number;
  /** The row itself, without what the list puts before it. */
  readonly span: Span;
  /** The positions that it reads, as written: absolute ones, and negative ones that count back. */
  readonly from: readonly { readonly span: Span; readonly value: number }[];
}

export interface CompletionItem {
  readonly label: string;
  readonly kind: 'layer' | 'attribute' | 'value' | 'reference' | 'key';
  readonly insert: string;
  /** The insert text has snippet placeholders. */
  readonly snippet?: boolean;
  /** English; translated where it is shown. */
  readonly doc?: string;
  readonly detail?: string;
}

export interface Completions {
  /** What the items replace. */
  readonly span: Span;
  readonly items: readonly CompletionItem[];
}

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'model' | 'block' | 'layer' | 'input';
  readonly span: Span;
  readonly head: Span;
  readonly children: readonly DocumentSymbol[];
}

export interface BuiltModel {
  readonly name: string;
  readonly span: Span;
  /** The class of its outermost module, where it is made of code. */
  readonly type?: string;
  /** Where the model's totals are shown: its first line. */
  readonly head: Span;
  readonly graph: Graph;
  /** The same graph for who asks no places: they may be those of an earlier text. Absent: `graph`. */
  readonly unplaced?: Graph;
  /** Where models outlive edits. */
  readonly lasting?: Lasting;
  /** Where the file has scales. */
  readonly scale?: ScaleChoice;
  /** Modules without children, as the framework's own summary counts layers. */
  readonly leafModules?: number;
  /** How it is made, where that is by a call with arguments that may be others. */
  readonly construction?: Construction;
  /** What the input's shape was taken from, where somebody or something says it: `CIFAR10`, `call`. */
  readonly inputFrom?: string;
  /**
   * Where the input is a guess: the model at others that may as well be meant. What is found must hold for all of them.
   * Undefined: that is left to another `build`.
   */
  others?(): readonly Graph[] | undefined;
  /** The same model on other inputs (shapes without batch, channels first); pure, for searches. */
  rerun(inputs: readonly (readonly number[])[]): Graph;
}

/** What is known of a model from one text to the next. */
export interface Lasting {
  /** The same object for as long as nothing but places has changed. */
  readonly identity: object;
  /** The text has changed since, and it may be another one now. */
  readonly stale: boolean;
  /** The one that it was before the last edit that changed more. */
  readonly before?: object;
  /** Where everything stands in this text: to be kept with what is found there. */
  readonly at: object;
  /**
   * Where places of a text before are in this one; undefined where they have not moved. In what was edited since `sure`,
   * what stands before or behind the edit has moved, too.
   */
  moveFrom(at: object, sure?: object): MovePlace | undefined;
}

/** What a model is called with to be made. */
export interface Construction {
  /** What may be given, as the file writes it: `block, layers, num_classes=1000`. */
  readonly parameters: string;
  /** What is given, where a user, a comment or a docstring's example says it, or where nobody does and it is assumed. */
  readonly args?: string;
  readonly saidBy?: 'user' | 'comment' | 'example';
}

/** What would be a model, and cannot be made. */
export interface Unmade {
  readonly name: string;
  readonly cause: Cause;
  /** Where the text says it; of what was asked for, nowhere. */
  readonly head?: Span;
}

export interface FrontEndResult {
  readonly models: readonly BuiltModel[];
  /** Findings of the file as such; those of models are in their graphs. */
  readonly findings: readonly Finding[];
  /** Models that were asked for and cannot be made, and why. */
  readonly unmade?: readonly Unmade[];
  slotAt(offset: number): Slot | undefined;
  /** In code: what stands there, where that is narrower than `within`. May take as long as the models run. */
  codeAt?(offset: number, within?: Span): CodeSlot | undefined;
  /** The same in another file that the text imports, as far as its models run the code there. */
  codeIn?(uri: string, offset: number): CodeSlot | undefined;
  /** In code: where a comment can say the shape of what is lost at a place. */
  shapeCommentAt?(offset: number): ShapeComment | undefined;
  completionsAt(offset: number): Completions | undefined;
  /** Where the layer at the place is defined, and every place that names it. */
  referencesAt(offset: number): readonly Span[];
  symbols(): readonly DocumentSymbol[];
  /** In formats whose rows read others by position: all rows of the file's model, in order. */
  rows?(): readonly RowPlace[];
  renderEdit(intent: Intent): readonly TextEdit[] | undefined;
  /** What was tried out with a model, written down as a comment; absent where the format has none for it. */
  writeDown?(model: BuiltModel, whatIf: WhatIf): readonly TextEdit[] | undefined;
  /** So many models were left to another `build`; they are shown as they were before, as far as they are still there. */
  readonly pending?: number;
  /** Files that were missed while the text was read: with them, another `build` may know more. */
  readonly wants?: readonly string[];
}

export interface FrontEnd {
  readonly id: DialectId;
  /** Volumes in messages: H×W×C as on a blackboard, or as the framework orders them. */
  readonly display: 'channels-last' | 'framework';
  /** What the dialect's comments start with. */
  readonly comment: '#' | '//';
  /** Where inlay hints stand: behind each layer, or at the ends of lines of code. */
  readonly hints?: 'layers' | 'lines';
  match(uri: string, head: string): boolean;
  /** How the dialect spells an operator's attribute: `filters`, `out_channels`. */
  spell(operator: string, attribute: string): string;
  build(source: Source, host: BuildHost): FrontEndResult;
  /** Loads what `build`, which reads nothing, needs beside the text. Absent: nothing. */
  prepare?(source: Asked, workspace: Workspace): Promise<SourceFiles>;
}
