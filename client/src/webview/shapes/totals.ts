// The table's last line and the toolbar's word on what is shown: the whole model's totals, or the filtered layers' sums. Pure.
import type { Words } from './columns.ts';
import type { Sheet } from './messages.ts';
import { fill } from './texts.ts';
import { sumsOf, type View } from './view.ts';

export interface Total {
  readonly text: string;
  readonly hint?: string;
}

/** By column. Where tracking stopped, sums are lower bounds. */
export function totalsOf({ model, batch, dtype }: Sheet, { matches }: View, words: Words): ReadonlyMap<string, Total> {
  const { texts, numbers } = words;
  const { totals } = model;
  const sums = matches ? sumsOf(matches) : { ...totals, bytes: totals.activationBytes };
  const bound = sums.complete ? '' : '≥ ';
  const memoryHints = [
    fill(texts.memoryOf, numbers.count(batch), dtype),
    ...(matches ? [] : [fill(texts.parametersMemory, numbers.bytes(totals.parameterBytes))]),
  ];
  const why = sums.complete ? [] : [texts.lowerBound];
  return new Map<string, Total>([
    ['layer', { text: texts.total }],
    ['output', { text: matches ? '' : model.outputs.map(({ shape }) => shape).join(', ') }],
    [
      'params',
      {
        text: bound + numbers.count(sums.params),
        hint: [...(matches ? [] : [fill(texts.trainable, numbers.count(totals.trainableParams))]), ...why].join('\n'),
      },
    ],
    ['macs', { text: bound + numbers.short(sums.macs), hint: [numbers.count(sums.macs), ...why].join('\n') }],
    ['memory', { text: bound + numbers.bytes(sums.bytes), hint: [...memoryHints, ...why].join('\n') }],
  ]);
}

export function statusText({ model }: Sheet, { matches }: View, { texts, numbers }: Words): string {
  const all = numbers.count(model.rows.length);
  if (matches) return fill(texts.layersOf, numbers.count(matches.length), all);
  return model.rows.length === 1 ? texts.layer1 : fill(texts.layers, all);
}
