// What follows from the words of the spec format: its JSON Schema, and the list of layers in its reference.
import { schemaOf } from '../../server/src/frontends/spec/schema.ts';
import { type LayerWord, spellAttribute, vocabularyOf } from '../../server/src/frontends/spec/vocabulary.ts';
import type { Attribute } from '../../server/src/graph/attribute.ts';
import { operators } from '../../server/src/operators/index.ts';
import type { Generated } from './generated.ts';

const START = '<!-- layers: generated -->';
const END = '<!-- /layers -->';

export const specFiles: readonly Generated[] = [
  { file: 'docs/cnn.schema.json', text: () => `${JSON.stringify(schemaOf(operators), undefined, 1)}\n` },
  {
    file: 'docs/spec.md',
    text(current = '') {
      const [before = '', rest = ''] = current.split(START);
      const [, after = ''] = rest.split(END);
      return `${before}${START}\n\n${layerTables()}\n${END}${after}`;
    },
  },
];

const FAMILIES: Readonly<Record<string, string>> = {
  convolution: 'Convolution',
  pooling: 'Pooling and reduction',
  normalization: 'Normalization',
  activation: 'Activation',
  linear: 'Linear',
  dropout: 'Dropout',
  join: 'Joining volumes',
  shape: 'Shape',
  padding: 'Padding and cropping',
  resampling: 'Resampling',
  recurrent: 'Recurrent',
  attention: 'Attention',
  loss: 'Losses',
  other: 'Other',
};

function layerTables(): string {
  const words = [...vocabularyOf(operators).words.values()].filter(({ particular }) => !particular);
  return Object.entries(FAMILIES)
    .flatMap(([family, title]) => {
      const rows = words.filter((means) => means.operators[0].family === family).map(row);
      return rows.length === 0
        ? []
        : [`### ${title}`, '', '| layer | what it does | attributes |', '|---|---|---|', ...rows, ''];
    })
    .join('\n');
}

function row(means: LayerWord): string {
  const ids = means.operators.map(({ id }) => id).filter((id) => id !== means.word);
  const also = ids.length > 0 ? ` (${[...ids].sort().map(code).join(', ')})` : '';
  const [operator] = means.operators;
  const attributes = Object.entries(operator.attributes)
    .filter(([name]) => !Object.hasOwn(means.preset, name))
    .map(([name, attribute]) => attributeText(spellAttribute(operator.id, name), attribute));
  return `| ${code(means.word)}${also} | ${means.doc} | ${attributes.join(', ') || '—'} |`;
}

/** Bold where required; with its default otherwise. */
function attributeText(name: string, { default: usual, inferred, optional }: Attribute): string {
  if (usual !== undefined) return `${code(name)} = ${typeof usual === 'string' ? usual : JSON.stringify(usual)}`;
  return inferred || optional ? code(name) : `**${code(name)}**`;
}

function code(text: string): string {
  return `\`${text}\``;
}
