// Modules of which model code needs next to nothing: some constants, a mean, or only that they can be imported.
import { natives } from '../builtins/declare.ts';
import type { Value } from '../evaluator/values.ts';
import { type StandardModule, standardModule } from './module.ts';

const STRING = standardModule('string', () => {
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
  return [
    ['ascii_lowercase', lower],
    ['ascii_uppercase', lower.toUpperCase()],
    ['ascii_letters', lower + lower.toUpperCase()],
    ['digits', '0123456789'],
    ['hexdigits', '0123456789abcdefABCDEF'],
    ['octdigits', '01234567'],
    ['punctuation', punctuation],
    ['whitespace', ' \t\n\r\v\f'],
    ['printable', `0123456789${lower}${lower.toUpperCase()}${punctuation} \t\n\r\v\f`],
  ];
});

/** A mean of ints that comes out even is an int. */
function isWhole(total: Value, count: number): boolean {
  return typeof total === 'number' && total % count === 0;
}

const STATISTICS = standardModule('statistics', () =>
  natives({
    'mean(data)': (runtime, data) => {
      const items = runtime.iterate(data);
      if (!items) return runtime.lost(data);
      const values = [...items];
      if (values.length === 0) return runtime.raise('ValueError', 'mean requires at least one data point');
      const total = values.reduce<Value>((sum, value) => runtime.binary('+', sum, value), 0);
      return isWhole(total, values.length)
        ? runtime.binary('//', total, values.length)
        : runtime.binary('/', total, values.length);
    },
  }),
);

/** Imported, and used for what shapes do not depend on. */
const EMPTY =
  '__future__ datetime uuid pickle io shutil glob subprocess platform traceback threading queue multiprocessing concurrent ' +
  'concurrent.futures asyncio socket hashlib base64 struct csv urllib urllib.request urllib.parse zipfile tarfile ' +
  'tempfile decimal fractions array weakref textwrap pprint importlib.util ' +
  'importlib.metadata pkgutil ast dis signal getpass configparser secrets errno ctypes unittest timeit cProfile ' +
  'builtins codecs locale calendar optparse ssl http html xml xml.etree xml.etree.ElementTree email gzip bz2 lzma ' +
  'sqlite3 tkinter atexit resource stat fnmatch';

export const SMALL_MODULES: readonly StandardModule[] = [
  STRING,
  STATISTICS,
  standardModule('gc', () => natives({ 'collect(generation=2)': () => 0 })),
  ...EMPTY.split(' ').map((name) => standardModule(name, () => [])),
];
