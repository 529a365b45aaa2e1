// The library: every block by the name that rows give it. To add one, write it in a file of its family and export it.
import * as anchorHeads from './anchor-heads.ts';
import * as areaAttention from './area-attention.ts';
import * as attention from './attention.ts';
import type { Block } from './block.ts';
import * as convolution from './convolution.ts';
import * as csp from './csp.ts';
import * as elan from './elan.ts';
import * as fuse from './fuse.ts';
import * as heads from './heads.ts';
import * as hgnet from './hgnet.ts';
import * as pooling from './pooling.ts';
import * as rtdetr from './rtdetr.ts';
import * as textHeads from './text-heads.ts';
import * as torchvision from './torchvision.ts';
import * as yolov7 from './yolov7.ts';

const FAMILIES = [
  convolution,
  csp,
  attention,
  areaAttention,
  pooling,
  elan,
  fuse,
  hgnet,
  torchvision,
  yolov7,
  heads,
  anchorHeads,
  textHeads,
  rtdetr,
];

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && 'forward' in value;
}

const named = FAMILIES.flatMap((family) => Object.entries<unknown>(family)).flatMap(([name, value]) =>
  isBlock(value) ? [[name, value] as const] : [],
);

/** torch.nn's own, but its channels follow the width. */
const ROW_NAMES: ReadonlyMap<string, string> = new Map([['ConvTranspose2d', 'nn.ConvTranspose2d']]);

const plain: ReadonlyMap<string, Block> = new Map(named.map(([name, block]) => [ROW_NAMES.get(name) ?? name, block]));
const anchored: ReadonlyMap<string, Block> = new Map([...plain, ...anchorHeads.anchorBlocks]);

/** The blocks that the rows of a file may name. */
export function blocksFor({ anchors }: { readonly anchors: number | undefined }): ReadonlyMap<string, Block> {
  return anchors === undefined ? plain : anchored;
}
