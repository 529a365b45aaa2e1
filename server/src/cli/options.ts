// The command line's grammar: one table of options, and what the arguments mean by it.
import { t } from '@vscode/l10n';
import { closest } from 'fastest-levenshtein';
import { SEVERITIES, type Severity } from '../rules/rule.ts';

const COMMANDS = ['check', 'shapes', 'explain'] as const;

export type Command = (typeof COMMANDS)[number];

/** The formats that each command prints, its default first. */
export const FORMATS = {
  check: ['text', 'json', 'sarif', 'github'],
  shapes: ['text', 'json', 'markdown', 'csv'],
  explain: [],
} as const satisfies Readonly<Record<Command, readonly string[]>>;

export type CheckFormat = (typeof FORMATS.check)[number];
export type ShapesFormat = (typeof FORMATS.shapes)[number];

export interface Options {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly format: string;
  /** Without batch, channels first. */
  readonly inputs: readonly (readonly number[])[];
  readonly models: readonly string[];
  readonly minInput: boolean;
  readonly scale?: string;
  readonly roots: readonly string[];
  readonly severity: Severity;
  readonly maxWarnings?: number;
  readonly config?: string;
  readonly threads?: number;
}

export type Parsed =
  | { readonly options: Options }
  | { readonly problem: string }
  | { readonly show: 'help' | 'version'; readonly command?: Command };

/** Filled by the rows while the arguments are read. */
interface Draft {
  inputs: (readonly number[])[];
  models: string[];
  minInput: boolean;
  roots: string[];
  severity: Severity;
  format?: string;
  scale?: string;
  maxWarnings?: number;
  config?: string;
  threads?: number;
}

export interface OptionRow {
  readonly name: string;
  /** What its value is called in the help; an option without one is a switch. */
  readonly value?: string;
  readonly commands: readonly Command[];
  readonly doc: () => string;
  /** Returns what is wrong with the value, if anything is. */
  read(draft: Draft, value: string, command: Command): string | undefined;
}

const LARGEST_AXIS = 2 ** 31 - 1;

export const OPTIONS: readonly OptionRow[] = [
  {
    name: '--format',
    value: 'F',
    commands: ['check', 'shapes'],
    doc: () => t('what to print: check: text, json, sarif, github; shapes: text, json, markdown, csv'),
    read(draft, value, command) {
      const formats: readonly string[] = FORMATS[command];
      if (!formats.includes(value)) return t('{0} has no format "{1}": use {2}', command, value, formats.join(', '));
      draft.format = value;
      return undefined;
    },
  },
  {
    name: '--input',
    value: 'S',
    commands: ['check', 'shapes'],
    doc: () => t('input shape without batch, channels first, as 3x224x224; repeat it for several inputs'),
    read(draft, value) {
      const axes = /^\d+([x×]\d+)*$/i.test(value) ? value.split(/[x×]/i).map(Number) : [];
      if (axes.length === 0 || axes.some((axis) => axis < 1 || axis > LARGEST_AXIS))
        return t('"{0}" is no input shape: write it without batch, channels first, as 3x224x224', value);
      draft.inputs.push(axes);
      return undefined;
    },
  },
  {
    name: '--model',
    value: 'EXPR',
    commands: ['shapes'],
    doc: () => t('which model of the file, by its name or as an expression; repeatable'),
    read: (draft, value) => void draft.models.push(value),
  },
  {
    name: '--min-input',
    commands: ['shapes'],
    doc: () => t('also search the smallest input that works'),
    read: (draft) => {
      draft.minInput = true;
      return undefined;
    },
  },
  {
    name: '--scale',
    value: 'X',
    commands: ['check', 'shapes'],
    doc: () => t('scale of a scaled YAML model: n, s, m, l, x'),
    read: (draft, value) => {
      draft.scale = value;
      return undefined;
    },
  },
  {
    name: '--root',
    value: 'DIR',
    commands: ['check', 'shapes'],
    doc: () => t('further folder to resolve Python imports from; repeatable'),
    read: (draft, value) => void draft.roots.push(value),
  },
  {
    name: '--severity',
    value: 'S',
    commands: ['check'],
    doc: () => t('the lowest severity that is printed: error, warning, information or hint'),
    read(draft, value) {
      const severity = SEVERITIES.find((candidate) => candidate === value);
      if (!severity) return t('"{0}" is no severity: use {1}', value, SEVERITIES.join(', '));
      draft.severity = severity;
      return undefined;
    },
  },
  {
    name: '--max-warnings',
    value: 'N',
    commands: ['check'],
    doc: () => t('more than N warnings: exit status 1'),
    read(draft, value) {
      if (!/^\d+$/.test(value)) return t('--max-warnings needs a whole number, not "{0}"', value);
      draft.maxWarnings = Number(value);
      return undefined;
    },
  },
  {
    name: '--config',
    value: 'FILE',
    commands: ['check', 'shapes'],
    doc: () => t('settings from this file instead of the nearest convlint.yaml'),
    read: (draft, value) => {
      draft.config = value;
      return undefined;
    },
  },
  {
    name: '--threads',
    value: 'N',
    commands: ['check'],
    doc: () => t('check files in N threads; without it, in as many as save time'),
    read(draft, value) {
      if (!/^[1-9]\d*$/.test(value)) return t('--threads needs a whole number from 1, not "{0}"', value);
      draft.threads = Number(value);
      return undefined;
    },
  },
];

export function parseOptions(args: readonly string[]): Parsed {
  const [first, ...rest] = args;
  const command = COMMANDS.find((candidate) => candidate === first);
  if (first === undefined) return { problem: t('no command: use {0}, or --help', COMMANDS.join(', ')) };
  if (first === '--version' || first === '-V') return { show: 'version' };
  if (first === '--help' || first === '-h' || first === 'help') return { show: 'help' };
  if (!command) {
    const guess = didYouMean(first, COMMANDS);
    if (first.startsWith('-')) return { problem: t('the command comes before {0}: {1}', first, COMMANDS.join(', ')) };
    return { problem: t('no command "{0}": use {1}', first, COMMANDS.join(', ')) + guess };
  }
  return parseFor(command, rest);
}

function parseFor(command: Command, args: readonly string[]): Parsed {
  const draft: Draft = { inputs: [], models: [], minInput: false, roots: [], severity: 'hint' };
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (arg === '--help' || arg === '-h') return { show: 'help', command };
    if (arg === '--version' || arg === '-V') return { show: 'version' };
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg);
      continue;
    }
    const given = givenOption(arg, args[i + 1], command);
    if ('problem' in given) return given;
    if (given.takesNext) i++;
    const problem = given.row.read(draft, given.value, command);
    if (problem !== undefined) return { problem };
  }
  const problem = operandProblem(command, operands);
  if (problem !== undefined) return { problem };
  return { options: { ...draft, command, operands, format: draft.format ?? FORMATS[command][0] ?? 'text' } };
}

interface GivenOption {
  readonly row: OptionRow;
  readonly value: string;
  /** The value is the next argument. */
  readonly takesNext: boolean;
}

function givenOption(
  arg: string,
  next: string | undefined,
  command: Command,
): GivenOption | { readonly problem: string } {
  const [name = '', ...inline] = arg.split('=');
  const row = OPTIONS.find((option) => option.name === name);
  if (!row) return { problem: t('no option {0}', name) + didYouMean(name, namesFor(command)) };
  if (!row.commands.includes(command))
    return { problem: t('{0} is for {1}, not for {2}', name, row.commands.join(', '), command) };
  const isInline = inline.length > 0;
  if (row.value === undefined)
    return isInline ? { problem: t('{0} takes no value', name) } : { row, value: '', takesNext: false };
  const value = isInline ? inline.join('=') : next;
  if (value === undefined || value === '') return { problem: t('{0} needs a value', name) };
  return { row, value, takesNext: !isInline };
}

function operandProblem(command: Command, operands: readonly string[]): string | undefined {
  if (operands.includes('')) return t('an empty path names no file');
  if (command === 'shapes' && operands.length === 0) return t('shapes needs a model file');
  if (command === 'explain' && operands.length > 1) return t('explain takes one rule');
  return undefined;
}

function namesFor(command: Command): readonly string[] {
  return OPTIONS.filter((row) => row.commands.includes(command)).map((row) => row.name);
}

/** A suggestion where one candidate is near; empty otherwise. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = candidates.filter((candidate) => Math.abs(candidate.length - word.length) <= 3);
  if (near.length === 0) return '';
  const guess = closest(word, [...near]);
  const shared = [...new Set(word)].filter((letter) => guess.includes(letter)).length;
  return shared * 2 > guess.length ? ` ${t('(did you mean {0}?)', guess)}` : '';
}
