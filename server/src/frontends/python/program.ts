// One analysed file as a running program: its interpreter, which outlives edits.
import type { BuildHost, Source } from '../front-end.ts';
import { BUILTINS } from './builtins/index.ts';
import type { Watch } from './evaluator/compiler.ts';
import type { LoadedModule } from './evaluator/imports.ts';
import { Interpreter } from './evaluator/interpreter.ts';
import { library } from './library.ts';
import { type ObservedCall, observer } from './models/observed.ts';
import type { PythonParser } from './syntax/parser.ts';
import { shapedAs } from './torch/declared.ts';
import { openSession, type TorchSession } from './torch/session.ts';
import { LoadedFiles } from './workspace.ts';

const MOST_PROGRAMS = 8;
const programs = new Map<string, Program>();

/** The interpreter of files that are each analysed once, one after the other: they may share what they import. */
let common: Engine | undefined;

/** The program of a file; the one of its text before, where there was one. */
export function programOf(parser: PythonParser, { uri }: Pick<Source, 'uri'>, { once = false }: BuildHost): Program {
  if (once) common ??= engineOf(parser);
  const program = programs.get(uri) ?? new Program(uri, once && common ? common : engineOf(parser));
  programs.delete(uri);
  programs.set(uri, program);
  const most = once ? 1 : MOST_PROGRAMS;
  for (const oldest of [...programs.keys()].slice(0, Math.max(0, programs.size - most))) programs.delete(oldest);
  return program;
}

/** What runs programs, and the files that it reads. */
export interface Engine {
  readonly interpreter: Interpreter;
  readonly files: LoadedFiles;
}

export function engineOf(parser: PythonParser, watch?: (uri: string) => Watch | undefined): Engine {
  const files = new LoadedFiles();
  const interpreter = new Interpreter({
    parser,
    host: files,
    builtins: BUILTINS,
    library,
    ...(watch ? { watch } : {}),
  });
  interpreter.declared = (value, shapes, site) => shapedAs(interpreter, value, shapes, site);
  return { interpreter, files };
}

export class Program {
  readonly interpreter: Interpreter;
  readonly uri: string;
  readonly #files: LoadedFiles;
  readonly #seen = new WeakMap<LoadedModule, readonly ObservedCall[]>();

  constructor(uri: string, { interpreter, files }: Engine) {
    this.uri = uri;
    this.interpreter = interpreter;
    this.#files = files;
  }

  /** Files that were missed since `run`. */
  get wants(): readonly string[] {
    return [...this.#files.wants];
  }

  /** Runs the file, unless it was run and nothing has changed since. */
  run({ text, files = { texts: new Map(), roots: [] } }: Source, host: BuildHost): Running {
    const newBuilder = () => host.newBuilder({ name: '', conventions: { rounding: 'floor' } });
    const session = openSession(this.interpreter, { builder: newBuilder(), newBuilder, uri: this.uri });
    const isSame = this.#files.files === files && this.#files.own?.uri === this.uri;
    this.#files.open(files, { uri: this.uri, text });
    this.interpreter.refresh(isSame ? this.uri : undefined);
    const calls: ObservedCall[] = [];
    session.called = observer(calls, () => this.interpreter.frames);
    const loaded = this.interpreter.imports.run(this.uri, '__main__', text, () => calls.splice(0));
    session.called = undefined;
    // A file that had not to be run again has made its calls before.
    if (!this.#seen.has(loaded)) this.#seen.set(loaded, calls);
    return { program: this, session, loaded, seen: this.#seen.get(loaded) ?? [] };
  }
}

/** A file that has been run, at one text. */
export interface Running {
  readonly program: Program;
  readonly session: TorchSession;
  readonly loaded: LoadedModule;
  /** Calls of models at the file's top. */
  readonly seen: readonly ObservedCall[];
}
