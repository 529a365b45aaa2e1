// The parser of this process, loaded with the first Python file that is analysed.
import { invariant } from '../../base/invariant.ts';
import type { Workspace } from '../front-end.ts';
import { createParser, type PythonParser } from './syntax/parser.ts';

let loading: Promise<void> | undefined;
let loaded: PythonParser | undefined;

/** Undefined until it is loaded. */
export function parserIfLoaded(): PythonParser | undefined {
  return loaded;
}

export function loadParser({ resource }: Pick<Workspace, 'resource'>): Promise<void> {
  loading ??= (async () => {
    const [runtime, python] = await Promise.all([resource('tree-sitter.wasm'), resource('tree-sitter-python.wasm')]);
    invariant(runtime && python, 'the grammar of Python is not there');
    loaded = await createParser({ runtime, python });
  })();
  return loading;
}
