// Models that end in a softmax although the file gives what they put out to a cross-entropy loss. Training loops are not run,
// they are read: which name holds the loss, what it is given, and of which class that is.
import type { Span } from '../../../../base/span.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph } from '../../../../graph/graph.ts';
import { softmaxBehind } from '../../../../graph/softmax-behind.ts';
import type { Running } from '../../program.ts';
import type { Call, Expression, Statement } from '../../syntax/ast.ts';
import { partsOf } from '../../syntax/walk.ts';
import { shifted } from '../candidates/discover.ts';
import { deep, expressionsIn } from './source-of-classes.ts';

interface MadeModel {
  readonly name: string;
  /** Of its class. */
  readonly type: string;
  readonly graph: Graph;
  /** The same, with places of whichever text. */
  readonly unplaced: Graph;
}

export function* softmaxBeforeLoss(running: Running, models: readonly MadeModel[]): Iterable<Finding> {
  const suspects = models.filter(({ unplaced }) => {
    const last = softmaxBehind(unplaced.outputs[0]?.tensor);
    return last && last.origin.uri === undefined;
  });
  if (suspects.length === 0 || !running.loaded.text.includes('ross')) return;
  for (const { maker, span } of scored(running)) {
    const [only, ...more] =
      maker === undefined ? models : models.filter(({ name, type }) => name === maker || type === maker);
    if (!only || more.length > 0 || !suspects.includes(only)) continue;
    const layer = softmaxBehind(only.graph.outputs[0]?.tensor);
    if (!layer) continue;
    const related = [{ span, role: 'wanted-here' as const }];
    yield {
      rule: 'softmax-before-cross-entropy',
      span: layer.origin.head,
      facts: { model: only.type },
      layer,
      related,
    };
  }
}

interface Scored {
  /** The class or function that makes the model; undefined where the file does not say: it comes as an argument. */
  readonly maker: string | undefined;
  readonly span: Span;
}

/** What cross-entropy losses are given, where that is the outcome of a model. */
function* scored({ loaded }: Running): Iterable<Scored> {
  const statements = loaded.parsed.body.flatMap(({ statements: own }) => own);
  const made = assignments(statements);
  const isLoss = (callee: Expression): boolean => {
    const name = lastName(callee);
    if (name === undefined) return callee.kind === 'call' && lastName(callee.callee) === 'CrossEntropyLoss';
    return name === 'cross_entropy' || (made.get(name) ?? []).some(({ maker }) => maker === 'CrossEntropyLoss');
  };
  for (const { statements: top, offset } of loaded.parsed.body) {
    for (const scope of scopesIn(top)) {
      const local = assignments(scope);
      for (const call of expressionsIn(scope)) {
        const scores = call.kind === 'call' && isLoss(call.callee) ? call.arguments[0]?.value : undefined;
        const caller = scores && callerOf(scores, local);
        if (caller === undefined) continue;
        const makers = new Set((made.get(caller) ?? []).map(({ maker }) => maker));
        if (makers.size <= 1) yield { maker: [...makers][0], span: shifted(call.span, offset) };
      }
    }
  }
}

/** The name of what is called to give the scores: `model` of `model(x)`, or of `out = model(x)` before. */
function callerOf(scores: Expression, local: ReadonlyMap<string, readonly Made[]>): string | undefined {
  if (scores.kind === 'call') return lastName(scores.callee);
  if (scores.kind !== 'name') return undefined;
  const makers = new Set((local.get(scores.id) ?? []).map(({ maker }) => maker));
  return makers.size === 1 ? [...makers][0] : undefined;
}

interface Made {
  readonly maker: string | undefined;
}

/** What each name, or attribute, is assigned: the last name of what is called, behind `.to(device)` and the like. */
function assignments(statements: readonly Statement[]): ReadonlyMap<string, readonly Made[]> {
  const found = new Map<string, Made[]>();
  for (const statement of deep(statements)) {
    const { expressions = [], targets = [] } = partsOf(statement);
    const [value] = statement.kind === 'assign' ? expressions : [];
    for (const target of targets) {
      const name = target && lastName(target);
      if (name === undefined) continue;
      const maker = value?.kind === 'call' ? makerOf(value) : undefined;
      // `model = model.to(device)` is no other model.
      if (maker !== name) found.set(name, [...(found.get(name) ?? []), { maker }]);
    }
  }
  return found;
}

const PASSES_ON: ReadonlySet<string> = new Set(['to', 'cuda', 'cpu', 'train', 'eval', 'float', 'half', 'double']);
const WRAPS: ReadonlySet<string> = new Set(['DataParallel', 'DistributedDataParallel', 'compile', 'script']);

function makerOf({ callee, arguments: [first] }: Call): string | undefined {
  const name = lastName(callee);
  if (name !== undefined && PASSES_ON.has(name) && callee.kind === 'attribute')
    return callee.object.kind === 'call' ? makerOf(callee.object) : lastName(callee.object);
  if (name !== undefined && WRAPS.has(name) && first)
    return first.value.kind === 'call' ? makerOf(first.value) : lastName(first.value);
  return name;
}

function lastName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.id;
  return expression.kind === 'attribute' ? expression.name : undefined;
}

/** Each function's body, and what stands outside of functions. */
function* scopesIn(statements: readonly Statement[]): Iterable<readonly Statement[]> {
  const outside: Statement[] = [];
  for (const statement of statements) {
    if (statement.kind === 'function') yield statement.body;
    else if (statement.kind === 'class') yield* scopesIn(statement.body);
    else outside.push(statement);
  }
  if (outside.length > 0) yield outside;
}
