// In which file of torch/nn/modules a class stands that derives from nn.Module itself: `__module__`, as messages say it.

/** By their names, first match. Source: torch/nn/modules, 2.13. */
const FILES: readonly (readonly [of: RegExp, file: string])[] = [
  [/[Ll]inear$|^Identity$/, 'linear'],
  [/Norm$|LRN/, 'normalization'],
  [/latten$/, 'flatten'],
  [/^Pixel/, 'pixelshuffle'],
  [/^ChannelShuffle$/, 'channelshuffle'],
  [/^Upsampl/, 'upsampling'],
  [/^Embedding/, 'sparse'],
  [/^(Unf|F)old$/, 'fold'],
  [/^(CosineSimilarity|PairwiseDistance)$/, 'distance'],
  [/Pool\dd$/, 'pooling'],
  [/Pad\dd$/, 'padding'],
  [/^Transformer/, 'transformer'],
  [/WithLoss$/, 'adaptive'],
];

export function moduleOf(type: string): string {
  const file = FILES.find(([of]) => of.test(type))?.[1] ?? 'activation';
  return `torch.nn.modules.${file}`;
}
