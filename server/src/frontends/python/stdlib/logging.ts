// `logging` and `warnings`: nobody reads what they say.
import { instanceMethods, natives } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { PyInstance, PyList, type Value } from '../evaluator/values.ts';
import { nothing, standardModule } from './module.ts';

const SAYING = ['debug', 'info', 'warning', 'warn', 'error', 'critical', 'exception'];

const LOGGER = defineClass(
  'Logger',
  undefined,
  new Map<string, Value>([
    ...natives(
      Object.fromEntries(
        [...SAYING, 'log', 'setLevel', 'addHandler', 'removeHandler'].map((name) => [
          `${name}(*args, **keywords)`,
          nothing,
        ]),
      ),
    ),
    ...instanceMethods({
      'getChild(suffix)': (_, self) => self,
      'isEnabledFor(level)': () => false,
      'hasHandlers()': () => false,
    }),
  ]),
  'logging',
);

const LEVELS = { NOTSET: 0, DEBUG: 10, INFO: 20, WARNING: 30, WARN: 30, ERROR: 40, CRITICAL: 50, FATAL: 50 };

export const LOGGING = standardModule('logging', () => [
  ...Object.entries(LEVELS),
  ['Logger', LOGGER],
  ...natives({
    'getLogger(name=None)': () => new PyInstance(LOGGER),
    ...Object.fromEntries(
      [...SAYING, 'basicConfig', 'disable', 'captureWarnings'].map((name) => [`${name}(*args, **keywords)`, nothing]),
    ),
  }),
]);

const CATCHER = defineClass(
  'catch_warnings',
  undefined,
  new Map(
    instanceMethods({
      '__init__(*args, **keywords)': nothing,
      '__enter__()': () => new PyList([]),
      '__exit__(*exception)': () => false,
    }),
  ),
  'warnings',
);

export const WARNINGS = standardModule('warnings', () => [
  ['catch_warnings', CATCHER],
  ...natives(
    Object.fromEntries(
      ['warn', 'warn_explicit', 'filterwarnings', 'simplefilter', 'resetwarnings'].map((name) => [
        `${name}(*args, **keywords)`,
        nothing,
      ]),
    ),
  ),
]);
