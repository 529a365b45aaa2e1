// What torch's native code needs beside the evaluator: the builder that layers go to, and where they come from in the text.
// One session per runtime; knows no class and no tensor.
import { invariant } from '../../../base/invariant.ts';
import type { Span } from '../../../base/span.ts';
import type { BuilderOptions, GraphBuilder } from '../../../graph/builder.ts';
import type { Frame, Origin } from '../../../graph/graph.ts';
import type { OperatorCatalogue } from '../../../graph/operator.ts';
import type { CallFrame, CallSite, Runtime } from '../evaluator/values.ts';

export interface TorchHost {
  readonly operators: OperatorCatalogue;
  newBuilder(options: BuilderOptions): GraphBuilder;
}

export interface TorchSession {
  readonly operators: OperatorCatalogue;
  /** The analysed text: what stands in it has no uri of its own in the graph. */
  uri: string;
  /** Where layers and findings go: the model's under way; outside of one, a builder that nobody reads. */
  builder: GraphBuilder;
  /** Declares modules that are made, to learn their weights before it is known which model they belong to. */
  readonly scratch: GraphBuilder;
  /** What `self.training` is where nobody has set it. */
  training: boolean;
}

const sessions = new WeakMap<Runtime, TorchSession>();

export function startTorch(runtime: Runtime, host: TorchHost, uri: string): TorchSession {
  const unread = host.newBuilder({ name: '', conventions: { rounding: 'floor' } });
  const scratch = host.newBuilder({ name: '', conventions: { rounding: 'floor' } });
  const session = { operators: host.operators, uri, builder: unread, scratch, training: false };
  sessions.set(runtime, session);
  return session;
}

export function torchOf(runtime: Runtime): TorchSession {
  const session = sessions.get(runtime);
  invariant(session, 'torch runs only in a session');
  return session;
}

/** Where a call stands, with the calls that led there. Spans are computed only when somebody reads them. */
export function originOf(runtime: Runtime, site: CallSite = runtime.site): Origin {
  return new SiteOrigin(torchOf(runtime).uri, site, runtime.frames.slice());
}

class SiteOrigin implements Origin {
  readonly uri?: string;
  readonly #analysed: string;
  readonly #site: CallSite;
  readonly #calls: readonly CallFrame[];

  constructor(analysed: string, site: CallSite, calls: readonly CallFrame[]) {
    this.#analysed = analysed;
    this.#site = site;
    this.#calls = calls;
    if (site.uri !== analysed) this.uri = site.uri;
  }

  get span(): Span {
    return this.#site.span;
  }

  get head(): Span {
    return this.#site.head;
  }

  get frames(): readonly Frame[] {
    return this.#calls.flatMap(({ name, site }): Frame[] =>
      site ? [{ name, span: site.span, ...(site.uri === this.#analysed ? {} : { uri: site.uri }) }] : [],
    );
  }
}
