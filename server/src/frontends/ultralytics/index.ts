// Model files of the YOLO family: `[from, repeats, module, args]` rows under `backbone` and `head`.
import type { FrontEnd } from '../front-end.ts';
import { build } from './build.ts';

/** Rows far below the first lines still count: `head` may stand thousands of characters behind `backbone`. */
const BACKBONE = /^backbone[ \t]*:/m;
const HEAD_OR_ROW = /^head[ \t]*:|^[ \t]*-?[ \t]*\[\s*\[?\s*-?\d+/m;

/** Attributes of operators as the framework's modules name them. */
const NAMES: Readonly<Record<string, string>> = {
  outChannels: 'c2',
  inChannels: 'c1',
  kernel: 'k',
  stride: 's',
  padding: 'p',
  groups: 'g',
  dilation: 'd',
};

export const ultralytics: FrontEnd = {
  id: 'ultralytics',
  display: 'framework',
  comment: '#',
  match: (uri, head) =>
    /\.ya?ml$/i.test(uri) && !/\.cnn\.ya?ml$/i.test(uri) && BACKBONE.test(head) && HEAD_OR_ROW.test(head),
  spell: (_, attribute) => NAMES[attribute] ?? attribute,
  build,
};
