// ConvLint's own format, `*.cnn.yaml`: for people who design or teach.
import type { FrontEnd } from '../front-end.ts';
import { build } from './build.ts';
import { spellAttribute } from './vocabulary.ts';

export const spec: FrontEnd = {
  id: 'spec',
  display: 'channels-last',
  comment: '#',
  match: (uri) => /\.cnn\.ya?ml$/i.test(uri),
  spell: spellAttribute,
  build,
};
