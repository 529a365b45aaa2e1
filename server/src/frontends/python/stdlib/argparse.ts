// `argparse`: nobody gives arguments here, so parsing gives the defaults. A required argument's value is unknown.

import { instanceMethods, natives } from '../builtins/declare.ts';
import { pair } from '../builtins/iteration.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { type PyClass, PyDict, PyInstance, PyList, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { atRunTime, standardModule } from './module.ts';
import { plainNamespace } from './plain-namespace.ts';

const DEFAULTS = '_defaults';

const NAMESPACE = plainNamespace('Namespace', 'Namespace', 'argparse', {
  '__contains__(key, /)': (_, self, key) => typeof key === 'string' && (self as PyInstance).attributes.has(key),
});

function defaultsOf(self: Value): PyDict {
  const { attributes } = self as PyInstance;
  const known = attributes.get(DEFAULTS);
  if (known instanceof PyDict) return known;
  const made = new PyDict();
  attributes.set(DEFAULTS, made);
  return made;
}

function keyword(runtime: Runtime, keywords: PyDict, name: string): Value | undefined {
  return keywords.entries.get(runtime.keyOf(name))?.[1];
}

/** `--learning-rate` → `learning_rate`; the first long flag counts, else the first. */
function destination(flags: readonly string[]): string {
  const flag = flags.find((each) => each.startsWith('--')) ?? flags[0] ?? '';
  return flag.replace(/^-+/, '').replaceAll('-', '_');
}

const FLAGS: Readonly<Record<string, Value>> = {
  store_true: false,
  store_false: true,
  store_const: null,
  count: null,
  append: null,
};

function defaultOf(runtime: Runtime, name: string, isOptional: boolean, keywords: PyDict): Value | undefined {
  const action = keyword(runtime, keywords, 'action');
  const given = keyword(runtime, keywords, 'default');
  if (action === 'version' || action === 'help') return undefined;
  const isRequired = keyword(runtime, keywords, 'required');
  const mustBeGiven = isOptional && isRequired !== undefined && runtime.truth(isRequired) !== false;
  if (given !== undefined && !mustBeGiven) return converted(runtime, given, keyword(runtime, keywords, 'type'));
  if (typeof action === 'string' && action in FLAGS) return FLAGS[action];
  const count = keyword(runtime, keywords, 'nargs');
  // What is chosen among some is for whoever runs the file to give: None is none of them.
  if (keyword(runtime, keywords, 'choices') !== undefined) return atRunTime(`argument '${name}'`);
  if ((isOptional && !mustBeGiven) || count === '?') return null;
  if (count === '*') return new PyList([]);
  return atRunTime(`argument '${name}'`);
}

/** A default that is a string is read as if it were given. */
function converted(runtime: Runtime, value: Value, type: Value | undefined): Value {
  if (typeof value !== 'string' || type === undefined || type === null) return value;
  const result = runtime.attempt(() => runtime.call(type, [value]));
  return 'value' in result ? result.value : runtime.lost(atRunTime('argparse'));
}

function addArgument(runtime: Runtime, self: Value, flags: readonly Value[], keywords: PyDict): Value {
  const names = flags.filter((flag) => typeof flag === 'string');
  const given = keyword(runtime, keywords, 'dest');
  const name = typeof given === 'string' ? given : destination(names);
  const isOptional = names[0]?.startsWith('-') ?? true;
  const value = defaultOf(runtime, name, isOptional, keywords);
  if (value === undefined) return null;
  const defaults = defaultsOf(self);
  runtime.touch(defaults);
  defaults.entries.set(runtime.keyOf(name), [name, value]);
  return null;
}

function parse(runtime: Runtime, self: Value, args: Value, namespace: Value): Value {
  const defaults = defaultsOf(self);
  const result = namespace instanceof PyInstance ? namespace : new PyInstance(namespaceOf(defaults));
  for (const [name, value] of defaults.entries.values()) {
    if (!result.attributes.has(name as string))
      result.attributes.set(name as string, givenOr(runtime, args, name as string, value));
  }
  return result;
}

/** With parents that nobody knows there are arguments that nobody knows. */
function namespaceOf({ lost }: PyDict): PyClass {
  return lost ? defineClass('Namespace', [NAMESPACE], {}, 'argparse', undefined, lost) : NAMESPACE;
}

/** `parse_args(['--width', '2'])`: what the program itself passes may be any of them. */
function givenOr(runtime: Runtime, args: Value, name: string, value: Value): Value {
  if (args === null || ((args instanceof PyList || args instanceof PyTuple) && args.items.length === 0)) return value;
  const items = args instanceof PyList ? args.items : [];
  const isMentioned =
    items.length === 0 ||
    items.some(
      (item) => typeof item !== 'string' || destination([item.split('=')[0] ?? '']) === name || !item.startsWith('-'),
    );
  return isMentioned ? runtime.lost(atRunTime(`argument '${name}'`)) : value;
}

const PARSER = defineClass(
  'ArgumentParser',
  undefined,
  new Map(
    instanceMethods({
      '__init__(*args, **keywords)': (runtime, self, _, keywords) => {
        const parents = keyword(runtime, keywords as PyDict, 'parents');
        for (const parent of (parents === undefined ? undefined : runtime.iterate(parents)) ?? [parents ?? null]) {
          if (parent instanceof PyInstance)
            for (const [id, entry] of defaultsOf(parent).entries) defaultsOf(self).entries.set(id, entry);
          else if (runtime.isUnknown(parent)) defaultsOf(self).lost = parent;
        }
        return null;
      },
      'add_argument(*flags, **keywords)': (runtime, self, flags, keywords) =>
        addArgument(runtime, self, (flags as PyTuple).items, keywords as PyDict),
      'add_argument_group(*args, **keywords)': (_, self) => self,
      'add_mutually_exclusive_group(**keywords)': (_, self) => self,
      'add_subparsers(**keywords)': (runtime, self, keywords) => {
        const name = keyword(runtime, keywords as PyDict, 'dest');
        if (typeof name === 'string') defaultsOf(self).entries.set(runtime.keyOf(name), [name, null]);
        return new PyInstance(SUBPARSERS);
      },
      'set_defaults(**keywords)': (runtime, self, keywords) => {
        const defaults = defaultsOf(self);
        runtime.touch(defaults);
        for (const [id, entry] of (keywords as PyDict).entries) defaults.entries.set(id, entry);
        return null;
      },
      'get_default(dest)': (runtime, self, name) => defaultsOf(self).entries.get(runtime.keyOf(name))?.[1] ?? null,
      'parse_args(args=None, namespace=None)': parse,
      'parse_intermixed_args(args=None, namespace=None)': parse,
      'parse_known_args(args=None, namespace=None)': (runtime, self, args, namespace) =>
        pair(parse(runtime, self, args, namespace), new PyList([])),
      'print_help(file=None)': () => null,
      'print_usage(file=None)': () => null,
      'format_help()': () => '',
      'error(message)': (runtime) => runtime.raise('SystemExit', '2'),
      'exit(status=0, message=None)': (runtime) => runtime.raise('SystemExit', ''),
    }),
  ),
  'argparse',
);

const SUBPARSERS = defineClass(
  '_SubParsersAction',
  undefined,
  new Map(
    instanceMethods({
      'add_parser(name, **keywords)': () => new PyInstance(PARSER),
    }),
  ),
  'argparse',
);

export const ARGPARSE = standardModule('argparse', () => [
  ['ArgumentParser', PARSER],
  ['Namespace', NAMESPACE],
  ['SUPPRESS', '==SUPPRESS=='],
  ['REMAINDER', '...'],
  ...[
    'ArgumentDefaultsHelpFormatter',
    'HelpFormatter',
    'RawTextHelpFormatter',
    'RawDescriptionHelpFormatter',
    'Action',
  ].map((name): [string, Value] => [name, defineClass(name, undefined, {}, 'argparse')]),
  ...natives({
    'FileType(*args, **keywords)': () => atRunTime('file'),
    'BooleanOptionalAction(*args, **keywords)': () => null,
  }),
]);
