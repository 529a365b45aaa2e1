// What the preview says. The host gives the words, because only it knows the user's language.
import type { Numbers } from '../numbers.ts';
import { numbersFor } from '../numbers.ts';

/** Every text by its name; `{0}` stands for what is put in. */
export const TEXT_NAMES = [
  'applied',
  'apply',
  'applyFailed',
  'applyTitle',
  'around',
  'average',
  'badCell',
  'badImage',
  'badPaste',
  'ceil',
  'cellHelp',
  'changed',
  'chooseFile',
  'columns',
  'columnsUnread',
  'columnUnread',
  'controls',
  'convolution',
  'countPad',
  'deep',
  'depthConv',
  'depthGroups',
  'depthOne',
  'depthPool',
  'dilation',
  'dimGone',
  'dimTooMuchPadding',
  'doesNotFit',
  'doesNotFitFor',
  'draw',
  'emptyPaste',
  'exportGif',
  'exporting',
  'exportPng',
  'exportSvg',
  'filter',
  'filterBlur',
  'filterEdges',
  'filterIdentity',
  'filterLearned',
  'filterMap',
  'filterOwn',
  'filterSobelX',
  'filterSobelY',
  'first',
  'free',
  'gapOnly',
  'height',
  'heightAndWidth',
  'hugeImage',
  'hugeLayer',
  'input',
  'inputCheckerboard',
  'inputDigit',
  'inputEdge',
  'inputExample',
  'inputMap',
  'inputMapOf',
  'inputOwn',
  'inputRamp',
  'inputRandom',
  'kernel',
  'last',
  'length',
  'lp',
  'lpOf',
  'map',
  'maximum',
  'next',
  'norm',
  'noWindow',
  'oneSlice',
  'operation',
  'outputMap',
  'padding',
  'paddingOnly',
  'pasteHelp',
  'pause',
  'picture',
  'pictureDepth',
  'pictureShift',
  'pictureShrink',
  'pictureWindow',
  'play',
  'player',
  'pooling',
  'poolingAll',
  'previous',
  'ragged',
  'readByNone',
  'reset',
  'rowColumn',
  'rows',
  'rowsUnread',
  'rowUnread',
  'saved',
  'seed',
  'shiftAcross',
  'shiftDown',
  'shiftNone',
  'shiftWords',
  'shrinkGone',
  'shrinkLayers',
  'shrinkNothing',
  'shrinkPadded',
  'shrinkPlain',
  'shrinkWords',
  'speed',
  'split',
  'spreads',
  'stepOf',
  'stride',
  'tooManyFrames',
  'transposed',
  'unread',
  'unreadOne',
  'width',
  'zoom',
] as const;

export type TextName = (typeof TEXT_NAMES)[number];
export type Texts = Readonly<Record<TextName, string>>;

export interface Words {
  readonly texts: Texts;
  readonly numbers: Numbers;
  /** At most two decimals, with a minus sign rather than a hyphen. */
  value(value: number): string;
  /** As a factor or a summand: negative ones in parentheses. */
  term(value: number): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
}

export function wordsOf(texts: Texts, language: string): Words {
  const numbers = numbersFor(language);
  const [locale = 'en'] = supportedOf(language);
  const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: false });
  const lists = new Intl.ListFormat(locale.startsWith('en') ? 'en-GB' : locale, { type: 'conjunction' });
  const value = (number: number) => {
    if (Number.isNaN(number)) return 'nan';
    if (!Number.isFinite(number)) return number > 0 ? '∞' : '−∞';
    return decimals.format(Object.is(Math.round(number * 100), -0) ? 0 : number).replace('-', '−');
  };
  return {
    texts,
    numbers,
    value,
    term: (number) => (number < 0 ? `(${value(number)})` : value(number)),
    list: (items) => lists.format(items),
  };
}

function supportedOf(language: string): string[] {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language);
  } catch {
    return [];
  }
}
