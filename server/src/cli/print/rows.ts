// One model's layers as cells of text: what the text, Markdown and CSV tables share.
import { t } from '@vscode/l10n';
import type { Analysis, ModelAnalysis } from '../../analyze.ts';
import { paramsOf } from '../../engine/totals.ts';
import { isKnown } from '../../graph/dim.ts';
import type { Layer } from '../../graph/graph.ts';
import { fieldOf, placeOf } from '../document.ts';
import { plain } from './plain.ts';
import type { Align } from './table.ts';

export interface LayerRow {
  readonly layer: string;
  readonly type: string;
  readonly operator: string;
  /** Of notebooks. */
  readonly cell: number | undefined;
  readonly line: number;
  readonly window: string;
  readonly input: string;
  readonly output: string;
  /** Undefined where a size is not known. */
  readonly params: number | undefined;
  readonly macs: number | undefined;
  readonly field: string;
}

export interface Column {
  readonly title: () => string;
  readonly align: Align;
}

export const COLUMNS: readonly Column[] = [
  { title: () => t('layer'), align: 'left' },
  { title: () => t('type'), align: 'left' },
  { title: () => t('window'), align: 'left' },
  { title: () => t('output'), align: 'left' },
  { title: () => t('parameters'), align: 'right' },
  { title: () => t('MACs'), align: 'right' },
  { title: () => t('receptive field'), align: 'left' },
];

/** What stands for a number that is not known. */
export const UNKNOWN = '?';

export function rowsOf(analysis: Analysis, model: ModelAnalysis): readonly LayerRow[] {
  const { words } = analysis;
  const seen = new Set<Layer['module']>();
  return model.graph.layers.map((layer): LayerRow => {
    const again = seen.has(layer.module);
    seen.add(layer.module);
    return {
      layer: plain(layer.path === '' ? layer.module.type : layer.path),
      type: plain(layer.module.type),
      operator: layer.module.operator.id,
      ...placeIn(analysis, layer),
      window: windowOf(layer),
      input: layer.inputs.map(({ volume }) => words.volume(volume)).join(', '),
      output: layer.outputs.map(({ volume }) => words.volume(volume)).join(', '),
      params: again ? 0 : paramsOf(layer),
      macs: isKnown(layer.macs) ? layer.macs : undefined,
      field: fieldText(analysis, model, layer),
    };
  });
}

function placeIn(analysis: Analysis, { origin }: Layer): Pick<LayerRow, 'cell' | 'line'> {
  const { cell, line } = placeOf(analysis, origin.head);
  return { cell, line };
}

/** `3×3`, with its stride where it is not 1: `3×3/2`. */
function windowOf({ windows }: Layer): string {
  if (windows.length === 0 || windows.some((window) => window === undefined)) return '';
  const side = (pick: 'kernel' | 'stride') => windows.map((window) => window?.[pick] ?? 1);
  const strides = side('stride');
  const stride = new Set(strides).size === 1 ? `${strides[0]}` : strides.join('×');
  return side('kernel').join('×') + (stride === '1' ? '' : `/${stride}`);
}

function fieldText(analysis: Analysis, model: ModelAnalysis, layer: Layer): string {
  if (layer.receptiveField?.largest.some((cells) => !Number.isFinite(cells))) return t('all');
  const field = fieldOf(model, layer);
  return field ? field.map((cells) => (cells === null ? UNKNOWN : analysis.words.number(cells))).join('×') : '';
}
