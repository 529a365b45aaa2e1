// A layer whose work nobody reads: it costs time or memory, and changes nothing.
import { t } from '@vscode/l10n';
import { paramsOfBlock } from '../engine/totals.ts';
import type { DialectId } from '../graph/dialect.ts';
import type { RuleId } from '../graph/facts.ts';
import type { FindingOf } from '../graph/finding.ts';
import type { Block, Graph, Layer, Module } from '../graph/graph.ts';
import { compositeOf, paramsOfModules, type Readers, readersOf } from './layers.ts';
import { layerFix } from './phrases.ts';
import { at, defineRule } from './rule.ts';

/** Where one of these stands, who reads what is not known. */
const HIDES_READERS: ReadonlySet<RuleId> = new Set([
  'syntax-error',
  'unknown-layer',
  'unknown-key',
  'bad-reference',
  'bad-value',
  'missing-value',
  'limit-reached',
  'wrong-call',
  'missing-attribute',
  'model-raises',
]);

export const unusedLayer = defineRule({
  id: 'unused-layer',
  severity: 'information',
  summary: 'Nothing reads what a layer computes.',

  *check(graph, { dialect }) {
    if (graph.outputs.length === 0 || graph.gaps.length > 0 || graph.hidden) return;
    if (graph.findings.some(({ rule }) => HIDES_READERS.has(rule))) return;
    yield* unread(graph, dialect);
    // Code may call a module elsewhere: who reads the code tells which it never does.
    if (dialect !== 'torch') yield* neverCalled(graph);
  },

  message: ({ facts: { name, params, why } }, words) =>
    why === 'never-called'
      ? t(
          '‘{0}’ is made but never applied: its {1} parameters are stored and never used. Apply it or remove it.',
          name,
          words.count(params),
        )
      : params > 0
        ? t(
            'Nothing reads what ‘{0}’ computes: it is no output, and no layer takes it. Its {1} parameters learn nothing. Connect it or remove it.',
            name,
            words.count(params),
          )
        : t(
            'Nothing reads what ‘{0}’ computes: it is no output, and no layer takes it. Connect it or remove it.',
            name,
          ),

  fixes: (finding) => layerFix(finding, t('Remove this layer'), (layer) => ({ kind: 'remove-layer', layer })),
});

/** Only the last layer of a dead end: removing it shows the one before. */
function* unread(graph: Graph, dialect: DialectId): Iterable<FindingOf<'unused-layer'>> {
  const readers = readersOf(graph);
  const outputs = new Set(graph.outputs.map(({ tensor }) => tensor.id));
  const isRead = ({ outputs: own }: Layer) => own.some(({ id }) => outputs.has(id) || readers.has(id));
  for (const layer of graph.layers) {
    // Code asks tensors for much that is no layer: sizes, numbers to print, states that it leaves.
    if (dialect === 'torch' && paramsOf(layer.module) === 0) continue;
    if (isRead(layer) || layer.outputs.length === 0) continue;
    if (dialect === 'torch' && hasReadSibling(layer, graph, readers, outputs)) continue;
    const whole = compositeOf(layer);
    if (whole) {
      yield* unreadComposite(graph, whole, layer, (id) => outputs.has(id) || readers.has(id));
      continue;
    }
    // Weights that are applied once more, to what is read, do learn.
    const learns = graph.layers.some((other) => other.module === layer.module && isRead(other));
    const params = learns ? 0 : paramsOf(layer.module);
    yield at(layer, 'unused-layer', { name: nameOf(layer.module), params, why: 'output-unused' });
  }
}

/** Heads in a list, of which one is read: then the rest is a matter of settings, or of training. */
function hasReadSibling(layer: Layer, graph: Graph, readers: Readers, outputs: ReadonlySet<number>): boolean {
  const list = listOf(layer.module);
  if (list === undefined) return false;
  return graph.layers.some(
    (other) =>
      listOf(other.module) === list &&
      other.outputs.some(
        ({ id }) => outputs.has(id) || readers.get(id)?.some((reader) => listOf(reader.module) !== list),
      ),
  );
}

function listOf({ path }: Module): string | undefined {
  return /^(.+)\.\d+$/.exec(path)?.[1];
}

/** A composite whose last layer nobody reads; what it leaves unread inside is its own business. */
function* unreadComposite(
  graph: Graph,
  block: Block,
  layer: Layer,
  isRead: (id: number) => boolean,
): Iterable<FindingOf<'unused-layer'>> {
  const ids = block.outputs.map(({ id }) => id);
  if (ids.some(isRead) || !layer.outputs.some(({ id }) => ids.includes(id))) return;
  const facts = {
    name: block.path || block.type,
    params: paramsOfBlock(graph, block) ?? 0,
    why: 'output-unused',
  } as const;
  const { head, uri } = block.origin;
  yield { rule: 'unused-layer', span: head, facts, ...(uri ? { uri } : {}) };
}

function* neverCalled(graph: Graph): Iterable<FindingOf<'unused-layer'>> {
  const called = new Set(graph.layers.map(({ module }: Layer) => module));
  for (const module of graph.modules) {
    const params = paramsOf(module);
    if (called.has(module) || params === 0) continue;
    const { head, uri } = module.origin;
    const facts = { name: nameOf(module), params, why: 'never-called' } as const;
    yield { rule: 'unused-layer', span: head, facts, ...(uri ? { uri } : {}) };
  }
}

function nameOf(module: Module): string {
  return module.path || module.type;
}

function paramsOf(module: Module): number {
  return paramsOfModules([module]) ?? 0;
}
