// Which project's reader a model file is written for: the same module means different things to each of them. Decided by
// the file's own vocabulary. Knows no block.
import type { Row, Scale } from './syntax.ts';

export type Family = 'ultralytics' | 'yolov5' | 'yolov7' | 'yolov9';

export interface FamilyGuess {
  readonly family: Family;
  /** Nothing in the file would stop another one's reader: what only that one understands is then no mistake. */
  readonly certain: boolean;
}

export interface Vocabulary {
  readonly rows: readonly Row[];
  readonly anchors: number | undefined;
  readonly scales: readonly Scale[];
}

const among = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

/** Heads with anchors that only YOLOv7 has. */
const IMPLICIT_HEADS = among('IDetect', 'IAuxDetect', 'IBin', 'IKeypoint');

/** Heads without anchors in files that have the key all the same. */
const YOLOV9_HEADS = among(
  ...['DDetect', 'DualDetect', 'DualDDetect', 'TripleDetect', 'TripleDDetect', 'DSegment', 'DualDSegment', 'Panoptic'],
);

const YOLOV9_LAYERS = among('RepNCSPELAN4', 'ELAN1', 'SPPELAN', 'ADown', 'AConv', 'CBLinear', 'CBFuse', 'Silence');

const YOLOV7_LAYERS = among(
  ...['MP', 'SP', 'ReOrg', 'SPPCSPC', 'GhostSPPCSPC', 'DownC', 'Stem', 'GhostStem', 'Chuncat', 'Foldcut', 'Shortcut'],
  ...['RepConv', 'RepConv_OREPA', 'RobustConv', 'RobustConv2', 'Res', 'ResX', 'RepBottleneck', 'RepRes', 'RepResX'],
);
/** `BottleneckCSPA`, `ResXCSPC`, `RepResCSPB`, `ST2CSPA`: a cross-stage frame in three forms round a step. */
const YOLOV7_FRAME = /^(?:(?:Rep)?(?:Bottleneck|Res|ResX)|Ghost|ST|ST2)CSP[ABC]$/;

/** Those that YOLOv7 dropped. */
const YOLOV5_LAYERS = among('C3', 'C3TR', 'C3SPP', 'C3Ghost', 'C3x', 'BottleneckCSP', 'GhostBottleneck');

const HEADS_OF_SEVERAL = among('Detect', 'Segment');

export function familyOf({ rows, anchors, scales }: Vocabulary): FamilyGuess {
  const names = rows.map(({ module }) => module.name);
  const has = (set: ReadonlySet<string>) => names.some((name) => set.has(name));
  const guess = (family: Family, certain = true): FamilyGuess => ({ family, certain });

  // Its own modules were changed in most projects that started from it.
  if (has(IMPLICIT_HEADS)) return guess('yolov7', false);
  // All other readers ask for the key; and only this one knows scales.
  if (anchors === undefined) return guess('ultralytics', scales.length > 0);
  if (has(YOLOV9_HEADS)) return guess('yolov9');
  const head = rows.find(({ module }) => HEADS_OF_SEVERAL.has(module.name));
  // Heads with anchors are told them by their row.
  if (head && !tellsAnchors(head)) return scales.length > 0 ? guess('ultralytics') : guess('yolov9');
  // Releases of it differ, and its modules were copied into many projects.
  if (has(YOLOV5_LAYERS)) return guess('yolov5', false);
  if (names.some((name) => YOLOV7_LAYERS.has(name) || YOLOV7_FRAME.test(name))) return guess('yolov7', false);
  if (!head && has(YOLOV9_LAYERS)) return guess('yolov9');
  return guess('yolov5', false);
}

/** `[nc, anchors]`, as the word, the boxes, or how many there are. */
function tellsAnchors({ module, args }: Row): boolean {
  return module.name === 'Detect' ? args.length > 1 : args.length > 3 || args[1]?.text === 'anchors';
}
