// ConvLint's own format, `*.cnn.yaml`: for people who design or teach.
import type { FrontEnd } from '../front-end.ts';
import { spellAttribute } from './bindings.ts';
import { build } from './build.ts';

export const spec: FrontEnd = {
  id: 'spec',
  display: 'channels-last',
  comment: '#',
  match: (uri) => /\.cnn\.ya?ml$/i.test(uri),
  spell: spellAttribute,
  build,
};
