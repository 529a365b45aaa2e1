// Which graph the run under way builds, and where in the analysed text a call stands. One session for each Runtime.
import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Cause } from '../../../graph/cause.ts';
import type { Finding } from '../../../graph/finding.ts';
import type { Frame, Origin } from '../../../graph/graph.ts';
import type { CallFrame, CallSite, Keywords, PyInstance, Runtime, Value } from '../evaluator/values.ts';
import { InnerSite } from './call/inner-site.ts';

export interface TorchSession {
  /** Of the model under way; at module level one whose graph nobody asks for. */
  builder: GraphBuilder;
  /** Makes a builder for computations that belong to no model: constants, tables of indices. */
  readonly newBuilder: () => GraphBuilder;
  /** The analysed text; findings in other files are told where it calls them. */
  readonly uri: string;
  /** What `self.training` is for functions that are told. */
  training: boolean;
  /** The dotted name of the module whose `forward` runs: functions are listed under it. */
  path: string;
  /** Told when something is placed in the analysed text. */
  readonly placing?: (() => void) | undefined;
  /** Told of every call of a module while it is set; `beside`: plain values that its tensors come with, by name. */
  called?: ((module: PyInstance, inputs: readonly Value[], beside?: Keywords) => void) | undefined;
}

/** What applying a layer, and making one, cost beside the code around it: so that many of them end as other long runs do. */
export const LAYER_STEPS = 150;
export const MODULE_STEPS = 250;
/** Where what we wrote ourselves stands. */
const BUILT_IN: NonNullable<Origin['inner']> = {};

/** So many layers are saved for one step. */
const LAYERS_A_STEP = 10;
/** A refusal is looked for among all that the run has found. */
export const REFUSAL_STEPS = 2000;

/** After so many layers the builder for what belongs to no model is thrown away. */
const ASIDE_LAYERS = 200;

const aside = new WeakMap<TorchSession, { builder: GraphBuilder; uses: number }>();

/** A builder whose graph nobody reads. */
export function builderAside(session: TorchSession): GraphBuilder {
  const found = aside.get(session);
  if (found && found.uses++ < ASIDE_LAYERS) return found.builder;
  const made = { builder: session.newBuilder(), uses: 0 };
  aside.set(session, made);
  return made.builder;
}

const sessions = new WeakMap<Runtime, TorchSession>();

export function openSession(
  runtime: Runtime,
  session: Pick<TorchSession, 'builder' | 'newBuilder' | 'uri' | 'placing'>,
): TorchSession {
  const opened: TorchSession = { training: false, path: '', ...session };
  sessions.set(runtime, opened);
  runtime.rehearsal = (run) => {
    const { builder } = opened;
    opened.builder = builderAside(opened);
    try {
      return run();
    } finally {
      opened.builder = builder;
    }
  };
  runtime.saving = () => {
    const { builder } = opened;
    const state = builder.save();
    runtime.spend(Math.ceil(state.layers.length / LAYERS_A_STEP));
    return {
      restore: () => builder.restore(state),
      join: (parting, { cause }) => builder.join(state, parting, cause),
    };
  };
  return opened;
}

export function sessionOf(runtime: Runtime): TorchSession {
  runtime.reachesOut();
  const session = sessions.get(runtime);
  if (!session) throw new Error('ConvLint bug: no torch session');
  return session;
}

/** The innermost call in the analysed text that led here; `direct` where that is the call itself. */
export function callIn(runtime: Runtime, site: CallSite): { readonly site: CallSite; readonly direct: boolean } {
  const { uri } = sessionOf(runtime);
  if (site.uri === uri) return { site, direct: true };
  for (let index = runtime.frames.length - 1; index >= 0; index--) {
    const from = runtime.frames[index]?.site;
    if (from && from.uri === uri) return { site: from, direct: false };
  }
  return { site, direct: true };
}

export function originOf(runtime: Runtime, at: CallSite): Origin {
  const { uri, placing } = sessionOf(runtime);
  const { site, direct } = callIn(runtime, at);
  if (site.uri === uri) placing?.();
  const frames = trailOf(runtime, uri);
  const origin: { -readonly [K in keyof Origin]: Origin[K] } = { span: site.span, head: site.head };
  if (site.uri !== uri) origin.uri = site.uri;
  if (frames.length > 0) origin.frames = frames;
  if (!direct) origin.inner = { place: { span: at.head, uri: at.uri } };
  else if (at instanceof InnerSite) origin.inner = BUILT_IN;
  return origin;
}

/** The calls under way, as far as a frame: those that are made in it share the list. */
interface Trail {
  readonly uri: string;
  readonly below: readonly Frame[];
  readonly frames: readonly Frame[];
}

const NO_FRAMES: readonly Frame[] = [];
const trails = new WeakMap<CallFrame, Trail>();

function trailOf({ frames: stack }: Runtime, uri: string): readonly Frame[] {
  let frames = NO_FRAMES;
  for (const frame of stack) {
    const { site, name } = frame;
    if (!site) continue;
    let trail = trails.get(frame);
    if (trail?.below !== frames || trail.uri !== uri) {
      const whole = frame === stack[0] ? { whole: true } : {};
      const own: Frame = { name, span: site.span, ...(site.uri === uri ? {} : { uri: site.uri }), ...whole };
      trail = { uri, below: frames, frames: [...frames, own] };
      trails.set(frame, trail);
    }
    frames = trail.frames;
  }
  return frames;
}

/** Where a cause stands. */
export function placed(runtime: Runtime, site: CallSite, cause: Cause): Cause {
  if (cause.place) return cause;
  const { span, uri } = originOf(runtime, site);
  return { ...cause, place: { span, ...(uri === undefined ? {} : { uri }) } };
}

export function reportAt(
  runtime: Runtime,
  at: CallSite,
  finding: Pick<Finding, 'rule' | 'facts'> & { readonly quote?: string | undefined },
): void {
  const { head, uri } = originOf(runtime, at);
  const { quote, ...what } = finding;
  const whole = { ...what, span: head, ...(uri ? { uri } : {}), ...(quote === undefined ? {} : { quote }) };
  sessionOf(runtime).builder.report(whole as Finding);
}
