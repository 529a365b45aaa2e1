// One analysed file as a running program: its interpreter, which outlives edits.
import type { BuildHost, Source, SourceFiles } from '../front-end.ts';
import { BUILTINS } from './builtins/index.ts';
import type { LoadedModule } from './evaluator/imports/loaded-module.ts';
import { Interpreter, type InterpreterOptions } from './evaluator/interpreter.ts';
import { library } from './library.ts';
import { type ObservedCall, observer } from './models/inputs/observed.ts';
import { Turn } from './models/looks/turn.ts';
import type { PythonParser } from './syntax/parser.ts';
import { openSession, sessionOf, type TorchSession } from './torch/session.ts';
import { shapedAs } from './torch/tensor/declared.ts';
import { LoadedFiles } from './workspace.ts';

const MOST_PROGRAMS = 8;
const programs = new Map<string, Program>();

/** The interpreter of files that are each analysed once, one after the other: they may share what they import. */
let common: Engine | undefined;

/** The program of a file; the one of its text before, where there was one. */
export function programOf(parser: PythonParser, { uri }: Pick<Source, 'uri'>, { once = false }: BuildHost): Program {
  if (once) common ??= engineOf(parser, { isShared: true });
  const program = programs.get(uri) ?? new Program(uri, once && common ? common : engineOf(parser));
  programs.delete(uri);
  programs.set(uri, program);
  const most = once ? 1 : MOST_PROGRAMS;
  for (const oldest of [...programs.keys()].slice(0, Math.max(0, programs.size - most))) programs.delete(oldest);
  return program;
}

export function forgetPrograms(): void {
  programs.clear();
  common = undefined;
}

/** What runs programs, and the files that it reads. */
export interface Engine {
  readonly interpreter: Interpreter;
  readonly files: LoadedFiles;
}

export function engineOf(parser: PythonParser, options: Pick<InterpreterOptions, 'watch' | 'isShared'> = {}): Engine {
  const files = new LoadedFiles();
  const interpreter = new Interpreter({
    parser,
    host: files,
    builtins: BUILTINS,
    library,
    ...options,
  });
  interpreter.declared = (value, shapes, site) => shapedAs(interpreter, value, shapes, site);
  return { interpreter, files };
}

export class Program {
  readonly interpreter: Interpreter;
  readonly uri: string;
  readonly #files: LoadedFiles;
  readonly #seen = new WeakMap<LoadedModule, readonly ObservedCall[]>();
  #last: { readonly running: Running; readonly text: string } | undefined;

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
  run({ text, files = NO_FILES }: Source, host: BuildHost): Running {
    const again = host.once ? undefined : this.#asBefore(text, files);
    if (again) {
      again.turn = new Turn(host.pause);
      return again;
    }
    const newBuilder = () => host.newBuilder({ name: '', conventions: { rounding: 'floor' } });
    const { imports } = this.interpreter;
    const placing = () => imports.isApart();
    const session = openSession(this.interpreter, { builder: newBuilder(), newBuilder, uri: this.uri, placing });
    const isSame = this.#files.files === files && this.#files.own?.uri === this.uri;
    this.#files.open(files, { uri: this.uri, text });
    this.interpreter.refresh(isSame ? this.uri : undefined);
    const calls: ObservedCall[] = [];
    const observe = observer(calls, this.interpreter);
    session.called = (...call) => {
      imports.isApart();
      observe(...call);
    };
    const loaded = imports.run(this.uri, '__main__', text, () => calls.splice(0));
    session.called = undefined;
    // A file that had not to be run again has made its calls before.
    if (!this.#seen.has(loaded)) this.#seen.set(loaded, calls);
    const seen = this.#seen.get(loaded) ?? [];
    const running: Running = { program: this, session, loaded, seen, turn: new Turn(host.pause) };
    this.#last = { running, text };
    return running;
  }

  /** Another turn at the same text goes on from where the last one was left. */
  #asBefore(text: string, files: SourceFiles): Running | undefined {
    const { running, text: before } = this.#last ?? {};
    const isSame = before === text && this.#files.files === files && this.#files.own?.uri === this.uri;
    if (this.interpreter.imports.isOutdated) return undefined;
    return running && isSame && sessionOf(this.interpreter) === running.session ? running : undefined;
  }
}

const NO_FILES: SourceFiles = { texts: new Map(), roots: [] };

/** A file that has been run, at one text. */
export interface Running {
  readonly program: Program;
  readonly session: TorchSession;
  readonly loaded: LoadedModule;
  /** Calls of models at the file's top. */
  readonly seen: readonly ObservedCall[];
  /** How far the build at hand goes. */
  turn: Turn;
}
