// Where a problem in code comes from: the call that built its layer, which of the model's layers it is, and the calls that led to it.
import { t } from '@vscode/l10n';
import { sameSpan } from '../base/span.ts';
import type { RuleId } from '../graph/facts.ts';
import type { FindingOf } from '../graph/finding.ts';
import type { Related } from './problem.ts';

const MOST_FRAMES = 5;
const MOST_LAYERS = 6;

/** `instances` have the same mistake at the same place. Nothing for formats whose layers are built where they are applied. */
export function callChain(instances: readonly FindingOf<RuleId>[]): readonly Related[] {
  const [finding] = instances;
  const layer = finding?.layer;
  if (!layer) return [];
  const { module, origin } = layer;
  const name = layer.path === '' ? module.type : layer.path;
  const related: Related[] = [];
  if (module.origin.span !== origin.span && !sameSpan(module.origin.span, origin.span)) {
    const { head, span, uri } = module.origin;
    if (!sameSpan(head, finding.span) && !within(span, finding.span))
      related.push(at(head, t('‘{0}’ is built here', name), uri));
    else related.push(at(origin.head, t('‘{0}’ is applied here', name), origin.uri));
  }
  const [built, applied] = [module.origin.inner?.place, origin.inner?.place];
  if (built && built !== applied) related.push(at(built.span, t('‘{0}’ is built here', name), built.uri));
  if (applied) related.push(at(applied.span, t('‘{0}’ is applied here', name), applied.uri));
  const frames = (origin.frames ?? []).filter(({ span, whole }) => !whole && !sameSpan(span, origin.span));
  for (const { name: callee, span, uri } of frames.slice(-MOST_FRAMES))
    related.push(at(span, t('‘{0}’ is called here', callee), uri));
  const paths = [...new Set(instances.map((each) => each.layer?.path ?? ''))].filter((path) => path !== '');
  if (paths.length > 1) related.push({ message: t('in {0}', listed(paths)), span: finding.span });
  return related;
}

function at(span: Related['span'], message: string, uri: string | undefined): Related {
  return { message, span, ...(uri === undefined ? {} : { uri }) };
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_LAYERS).join(', ');
  return paths.length > MOST_LAYERS ? `${shown}, …` : shown;
}

function within(outer: Related['span'], inner: Related['span']): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
