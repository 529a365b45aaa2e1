// Modules: imports of every form, cycles, what is missing, and what an edit makes run again.
import { describe, expect, it } from 'vitest';
import { PyRaise } from '../../server/src/frontends/python/evaluator/values.ts';
import { type Files, interpreterWith, runPython } from '../harness/python-plain.ts';

const PACKAGE: Files = {
  'pkg/__init__.py': 'from .a import A\nfrom . import b as bee\n__all__ = ["A", "bee"]\nversion = 1',
  'pkg/a.py': 'from .sub.deep import DEEP\nfrom . import b\nclass A:\n    deep = DEEP\n    bee = b.NAME',
  'pkg/b.py': 'NAME = "b"\nimport pkg\ndef version(): return pkg.version',
  'pkg/sub/__init__.py': '',
  'pkg/sub/deep.py': 'from ..b import NAME as n\nDEEP = n + "-deep"\nfrom ... import top',
  'helpers.py': 'def double(x): return 2 * x\n_hidden = 1',
  'cycle_a.py': 'from cycle_b import later\nx = 1\ndef f(): return later()',
  'cycle_b.py': 'import cycle_a\ndef later(): return cycle_a.x + 1',
  'dynamic.py': 'def __getattr__(name): return "made " + name',
  'broken.py': 'x = 1\ny = x.nope\nz = 3\ndef f(:\n',
};

const IMPORTS: readonly (readonly [string, string, string])[] = [
  ['import', 'import helpers\nresult = helpers.double(2)', '4'],
  ['import as', 'import pkg.sub.deep as d\nresult = d.DEEP', "'b-deep'"],
  [
    'import of a submodule binds the package',
    'import pkg.sub.deep\nresult = (pkg.sub.deep.DEEP, pkg.version)',
    "('b-deep', 1)",
  ],
  [
    'from',
    'from pkg import A, bee, version as v\nresult = (A.deep, A.bee, bee.NAME, v, bee.version())',
    "('b-deep', 'b', 'b', 1, 1)",
  ],
  ['from a package, a submodule', 'from pkg import sub\nfrom pkg.sub import deep\nresult = deep.DEEP', "'b-deep'"],
  ['star with __all__', 'from pkg import *\nresult = (A.bee, bee.NAME)', "('b', 'b')"],
  ['star without', 'from helpers import *\ntry:\n    _hidden\nexcept NameError:\n    result = double(3)', '6'],
  [
    'one module per file',
    'import helpers\nfrom helpers import double\nhelpers.x = 5\nimport helpers as h\nresult = (h.x, h.double is double)',
    '(5, True)',
  ],
  [
    'sys.modules has what was imported, and the file itself',
    "import sys, helpers, pkg\nown = sys.modules[__name__]\nown.added = 3\nresult = (sys.modules['helpers'] is helpers, 'pkg.a' in sys.modules, 'nope' in sys.modules, own.added, added, sys.modules.get('nope'))",
    '(True, True, False, 3, 3, None)',
  ],
  ['inside a function', 'def f():\n    import helpers as h\n    return h.double(1)\nresult = f()', '2'],
  ['cycles', 'import cycle_a\nresult = cycle_a.f()', '2'],
  [
    'module __getattr__',
    'import dynamic\nfrom dynamic import thing\nresult = (dynamic.x, thing)',
    "('made x', 'made thing')",
  ],
  [
    'ImportError where a name is not in a file',
    'try:\n    from helpers import nope\nexcept ImportError as e:\n    result = str(e)',
    "\"cannot import name 'nope' from 'helpers'\"",
  ],
  [
    'AttributeError where a module has no name',
    'import helpers\ntry:\n    helpers.nope\nexcept AttributeError as e:\n    result = str(e)',
    "\"module 'helpers' has no attribute 'nope'\"",
  ],
  [
    'a missing module is open',
    'try:\n    import nowhere\nexcept ImportError:\n    nowhere = None\nresult = (nowhere.x, nowhere is None)',
    '(?, False)',
  ],
  ['a file that fails in part', 'import broken\nresult = (broken.x, broken.z, broken.y)', '(1, 3, ?)'],
  ['names', 'import pkg.sub.deep as d\nresult = (d.__name__, __name__)', "('pkg.sub.deep', '__main__')"],
];

describe('imports', () => {
  it.each(IMPORTS)('%s', (_, source, expected) => {
    const run = runPython(source, { files: PACKAGE });
    expect(run.failures).toEqual([]);
    expect(run.value('result')).toBe(expected);
  });

  it('says what is missing', () => {
    const { interpreter } = runPython('import a.b\nfrom .c import d\nimport math', { files: PACKAGE });
    expect(interpreter.imports.fileless.missing).toEqual([
      { name: 'a', level: 0, from: 'main.py' },
      { name: 'a.b', level: 0, from: 'main.py' },
      { name: 'c', level: 1, from: 'main.py' },
    ]);
  });
});

describe('a statement that fails leaves the rest of the file', () => {
  it('tells where it failed, and through which calls', () => {
    const text = 'def f(x):\n    return x.nope\n\ny = f(3)\nz = 4\n';
    const run = runPython(text);
    expect(run.value('z')).toBe('4');
    expect(run.failures).toEqual(["AttributeError: 'int' object has no attribute 'nope'"]);
    const [failure] = run.loaded.failures;
    const place = failure instanceof PyRaise ? failure.place : undefined;
    expect(text.slice(place?.span.start, place?.span.end)).toBe('nope');
    const sites = place?.frames.map(({ name, site }) => [name, site && text.slice(site.span.start, site.span.end)]);
    expect(sites).toEqual([
      ['', undefined],
      ['f', 'f(3)'],
    ]);
  });

  it('every statement has its own fuel', () => {
    const run = runPython('while True: pass\nx = 1');
    expect(run.failures).toEqual(['out of fuel: steps']);
    expect(run.value('x')).toBe('1');
  });

  it('sys.exit ends the module', () => {
    const run = runPython('x = 1\nraise SystemExit\nx = 2');
    expect(run.value('x')).toBe('1');
  });
});

describe('an edit', () => {
  const files: Files = { 'lib.py': 'V = 1\nlog = []', 'mid.py': 'from lib import V\nW = V + 1' };
  const text = 'import mid\n\ndef f():\n    return mid.W\n\nresult = f()\n';

  it('runs again what it touched and what depends on it', () => {
    const current = { ...files };
    const interpreter = interpreterWith({ files: current });
    const value = (source: string) => {
      interpreter.refresh();
      const { module } = interpreter.runModule('main.py', 'main', source);
      return interpreter.repr(module.namespace.get('result') ?? null);
    };
    expect(value(text)).toBe('2');
    const before = interpreter.imports.modules.get('mid');
    expect(value(`# more\n${text}`)).toBe('2');
    expect(interpreter.imports.modules.get('mid')).toBe(before);
    current['lib.py'] = 'V = 10';
    expect(value(text)).toBe('11');
    expect(interpreter.imports.modules.get('mid')).not.toBe(before);
  });

  it('takes back what the text before wrote into other files', () => {
    const current: Record<string, string> = {
      'registry.py': 'known = {}\ndef register(name):\n    assert name not in known\n    known[name] = 1\n',
      'other.py': 'from registry import register\nregister("other")\n',
    };
    const interpreter = interpreterWith({ files: current });
    const main = 'import other\nfrom registry import register, known\nregister("main")\nresult = sorted(known)\n';
    const run = (source: string) => {
      interpreter.refresh();
      const { module, failures } = interpreter.runModule('main.py', '__main__', source);
      return [failures.length, interpreter.repr(module.namespace.get('result') ?? null)];
    };
    expect(run(main)).toEqual([0, "['main', 'other']"]);
    expect(run(`${main}# more\n`)).toEqual([0, "['main', 'other']"]);
    current['other.py'] = 'from registry import register\nregister("another")\n';
    expect(run(`${main}# more\n`)).toEqual([0, "['another', 'main']"]);
  });

  it('moves the places of code that it did not touch', () => {
    const interpreter = interpreterWith({});
    const placeIn = (source: string) => {
      const [failure] = interpreter.runModule('main.py', 'main', source).failures;
      const span = failure instanceof PyRaise ? failure.place?.span : undefined;
      return span && source.slice(span.start, span.end);
    };
    const failing = 'def f():\n    return [1][7]\nf()\n';
    expect(placeIn(failing)).toBe('[1][7]');
    expect(placeIn(`x = 'a longer line above'\n\n${failing}`)).toBe('[1][7]');
  });

  it('two statements of one text keep their own places', () => {
    const interpreter = interpreterWith({});
    const source = 'f = 1\nf.x\n"between"\nf.x\n';
    const places = interpreter
      .runModule('main.py', 'main', source)
      .failures.map((failure) => (failure instanceof PyRaise ? failure.place?.span.start : undefined));
    expect(places).toEqual([8, 22]);
  });
});

describe('an isolated run', () => {
  it('leaves nothing behind', () => {
    const source =
      'import lib, contextlib\nclass A: n = 0\ndef change():\n    lib.log.append(1)\n    lib.V = 5\n    A.n += 1\n    contextlib.suppress.extra = 1\n    return A.n';
    const interpreter = interpreterWith({ files: { 'lib.py': 'V = 1\nlog = []' } });
    const { module } = interpreter.runModule('main.py', 'main', source);
    const change = module.namespace.get('change') ?? null;
    const once = () => interpreter.isolated(() => interpreter.call(change, []));
    expect([once(), once()]).toEqual([{ value: 1 }, { value: 1 }]);
    const lib = interpreter.imports.modules.get('lib') ?? null;
    expect(interpreter.repr(interpreter.getAttribute(lib, 'log'))).toBe('[]');
    expect(interpreter.repr(interpreter.getAttribute(lib, 'V'))).toBe('1');
  });

  it('a module that it imports first stays whole', () => {
    const interpreter = interpreterWith({ files: { 'lib.py': 'V = 1' } });
    const { module } = interpreter.runModule('main.py', 'main', 'def f():\n    import lib\n    return lib.V');
    const f = module.namespace.get('f') ?? null;
    const once = () => interpreter.isolated(() => interpreter.call(f, []));
    expect([once(), once()]).toEqual([{ value: 1 }, { value: 1 }]);
  });

  it('what a file does to a built-in class is taken back', () => {
    const interpreter = interpreterWith({});
    interpreter.runModule('main.py', 'main', 'ValueError.extra = 1');
    interpreter.refresh();
    expect(interpreter.findAttribute(interpreter.builtins.get('ValueError') ?? null, 'extra')).toBeUndefined();
  });
});
