// The library: every block by the name that rows give it. To add one, write it in a file of its family and export it.
import type { Family, FamilyGuess } from '../family.ts';
import * as anchorHeads from './anchor-heads.ts';
import { anchorBlocks } from './anchor-heads.ts';
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
import { dilatedForms, olderFolds, yolov7Forms } from './yolov7.ts';
import { yolov7Frames } from './yolov7-csp.ts';
import { yolov9Heads } from './yolov9-heads.ts';

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

const common: ReadonlyMap<string, Block> = new Map(named.map(([name, block]) => [ROW_NAMES.get(name) ?? name, block]));

/** What a name means in the files of a project, where it means something else than elsewhere. */
const OWN: Readonly<Record<Family, ReadonlyMap<string, Block>>> = {
  ultralytics: new Map(),
  yolov5: new Map([...olderFolds, ...anchorBlocks, ...pick(yolov7Forms, 'RepConv')]),
  yolov7: new Map([...olderFolds, ...anchorBlocks, ...yolov7Forms, ...yolov7Frames]),
  yolov9: new Map([...olderFolds, ...pick(yolov7Forms, 'SPPCSPC'), ...yolov9Heads]),
};

/** Blocks that other projects copy into theirs: names mean much the same, arguments may not. */
const BORROWED: ReadonlyMap<string, Block> = new Map(
  [...Object.entries<unknown>(yolov7), ...Object.entries<unknown>(anchorHeads), ...yolov9Heads].flatMap(
    ([name, value]) => (isBlock(value) && !anchorBlocks.has(name) ? [[name, value] as const] : []),
  ),
);

const OLDER = 'Conv DWConv GhostConv Focus CrossConv Bottleneck SPP SPPF Concat nn.ConvTranspose2d'.split(' ');

/** What the older projects have beside it, which means the same elsewhere; Ultralytics has all of `common`. */
const NATIVE: Readonly<Record<Exclude<Family, 'ultralytics'>, ReadonlySet<string>>> = {
  yolov5: new Set([
    ...OLDER,
    ...'GhostBottleneck BottleneckCSP C3 C3TR C3Ghost C3x DWConvTranspose2d Classify'.split(' '),
  ]),
  yolov7: new Set([...OLDER, 'MP', 'SP', 'ReOrg', 'Shortcut', 'IDetect', 'IAuxDetect', 'IBin', 'IKeypoint']),
  yolov9: new Set([
    ...OLDER,
    ...'ConvTranspose DWConvTranspose2d BottleneckCSP MP SP ReOrg Shortcut Silence'.split(' '),
    ...'AConv ADown ELAN1 RepNCSPELAN4 SPPELAN CBLinear CBFuse'.split(' '),
  ]),
};

/** What the rows of a file may name. */
export interface Library {
  /** Every name with what it means first of all. */
  readonly blocks: ReadonlyMap<string, Block>;
  /** All that a name may mean, the likeliest first. */
  readings(name: string): readonly Block[];
  /** Not of the project itself: what fits no reading is then a module of the user's own. */
  isBorrowed(name: string): boolean;
}

export function libraryFor({ family, certain }: FamilyGuess): Library {
  const blocks = blocksOf(family);
  const isBorrowed = (name: string) =>
    family === 'ultralytics' ? BORROWED.has(name) : !OWN[family].has(name) && !NATIVE[family].has(name);
  return {
    blocks,
    isBorrowed,
    readings(name) {
      const first = blocks.get(name);
      if (!first) return [];
      const others =
        certain && !isBorrowed(name) ? [] : [common, yolov7Forms, dilatedForms].map((forms) => forms.get(name));
      return [...new Set([first, ...others.filter((block) => block !== undefined)])];
    },
  };
}

const libraries = new Map<Family, ReadonlyMap<string, Block>>();

function blocksOf(family: Family): ReadonlyMap<string, Block> {
  const known = libraries.get(family);
  if (known) return known;
  const blocks: ReadonlyMap<string, Block> = new Map([...BORROWED, ...common, ...OWN[family]]);
  libraries.set(family, blocks);
  return blocks;
}

function pick(blocks: ReadonlyMap<string, Block>, ...names: readonly string[]): readonly (readonly [string, Block])[] {
  return [...blocks].filter(([name]) => names.includes(name));
}
