// The one table of settings. From it come the defaults, the checks of what clients and convlint.yaml say, and package.json's
// `contributes.configuration`. Knows no client and no file.

/** `resource` may differ per folder; `window` holds for the whole editor. */
export type Scope = 'resource' | 'window';

interface Common {
  /** One or two English sentences; translated where they are shown. */
  readonly doc: string;
  readonly scope: Scope;
}

export type Setting = Common &
  (
    | { readonly type: 'boolean'; readonly default: boolean }
    | { readonly type: 'integer'; readonly default: number; readonly min: number; readonly max: number }
    | {
        readonly type: 'choice';
        readonly default: string;
        readonly choices: readonly string[];
        readonly choiceDocs: readonly string[];
      }
    | { readonly type: 'text'; readonly default: string }
    | { readonly type: 'texts'; readonly default: readonly string[] }
    /** What is known of each of a user's own modules. */
    | { readonly type: 'modules'; readonly default: Readonly<Record<string, never>> }
    /** Severity and options per rule; its shape follows from the rules. */
    | { readonly type: 'rules'; readonly default: Readonly<Record<string, never>> }
  );

export const SETTINGS = {
  rules: {
    type: 'rules',
    default: {},
    scope: 'resource',
    doc: 'Severity of each rule, or `off`; with options as `{ "severity": "warning", "area": 0.05 }`.',
  },
  inlayHints: {
    type: 'choice',
    choices: ['off', 'shape', 'shape-and-parameters'],
    choiceDocs: [
      'No hints.',
      'The output of each layer that changes the shape.',
      'The output, and how many parameters the layer has.',
    ],
    default: 'shape-and-parameters',
    scope: 'resource',
    doc: 'What stands at the end of each layer.',
  },
  codeLens: {
    type: 'boolean',
    default: true,
    scope: 'resource',
    doc: "Shows a model's totals above its first line.",
  },
  hover: {
    type: 'choice',
    choices: ['off', 'brief', 'full'],
    choiceDocs: ['No hovers.', 'Input, output and costs.', 'Input, output and costs with their arithmetic.'],
    default: 'full',
    scope: 'resource',
    doc: 'How much a hover over a layer says.',
  },
  batch: {
    type: 'integer',
    min: 1,
    max: 1_048_576,
    default: 1,
    scope: 'resource',
    doc: 'How many samples run at once, for the memory of activations.',
  },
  dtype: {
    type: 'choice',
    choices: ['float32', 'float16', 'bfloat16', 'float64'],
    choiceDocs: ['4 bytes a number.', '2 bytes a number.', '2 bytes a number.', '8 bytes a number.'],
    default: 'float32',
    scope: 'resource',
    doc: 'Number type of weights and activations, for memory.',
  },
  scale: {
    type: 'text',
    default: '',
    scope: 'resource',
    doc: 'Scale of scaled YAML models (`n`, `s`, `m`, `l`, `x`) where the file does not say it.',
  },
  modules: {
    type: 'modules',
    default: {},
    scope: 'resource',
    doc: 'Modules of your own that YAML models name, and the channels that they put out: `input` (as many as they take), `first-argument`, a number or `unknown`; with `{ "channels": "input", "stride": 2 }` also how much smaller their output is.',
  },
  'python.roots': {
    type: 'texts',
    default: [],
    scope: 'resource',
    doc: 'Further folders that imports of Python files count from, behind those of the workspace: relative to its folder (on the command line, to the working folder), or absolute. An absolute one in `convlint.yaml` counts on the command line alone.',
  },
  'diagnostics.scope': {
    type: 'choice',
    choices: ['open-files', 'workspace'],
    choiceDocs: ['Only files that are open.', 'Every model file of the workspace.'],
    default: 'open-files',
    scope: 'window',
    doc: 'Which files have their problems reported.',
  },
  'diagnostics.delay': {
    type: 'integer',
    min: 0,
    max: 10_000,
    default: 50,
    scope: 'resource',
    doc: 'Milliseconds to wait after the last keystroke before problems are reported.',
  },
  exclude: {
    type: 'texts',
    default: ['**/node_modules/', '**/.git/', '**/.venv/', '**/site-packages/'],
    scope: 'resource',
    doc: 'Files and folders, in the manner of .gitignore, that are left out when the whole workspace is checked.',
  },
  'trace.server': {
    type: 'choice',
    choices: ['off', 'messages', 'verbose'],
    choiceDocs: ['No trace.', 'The names of messages.', 'Messages with their content.'],
    default: 'off',
    scope: 'window',
    doc: 'Writes what editor and language server say to each other to the output panel.',
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingId = keyof typeof SETTINGS;

type Table = typeof SETTINGS;
type ValueOf<S extends Setting> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly type: 'integer' }
    ? number
    : S extends { readonly type: 'choice'; readonly choices: readonly (infer C)[] }
      ? C
      : S extends { readonly type: 'texts' }
        ? readonly string[]
        : S extends { readonly type: 'text' }
          ? string
          : S extends { readonly type: 'modules' }
            ? import('../frontends/front-end.ts').OwnModules
            : import('../rules/judge.ts').RuleSettings;

/** What a user has set, with the defaults for the rest. */
export type Settings = { readonly [K in SettingId]: ValueOf<Table[K]> };

export const DEFAULT_SETTINGS: Settings = Object.fromEntries(
  Object.entries(SETTINGS).map(([id, setting]) => [id, setting.default]),
) as unknown as Settings;
