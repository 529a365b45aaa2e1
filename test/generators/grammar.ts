// The TextMate grammar of *.cnn.yaml: YAML's own, with layers, blocks and shapes picked out. The words come from the registry.
import { COMPOSITES } from '../../server/src/frontends/spec/grammar.ts';
import { vocabularyOf } from '../../server/src/frontends/spec/vocabulary.ts';
import { operators } from '../../server/src/operators/index.ts';
import type { Generated } from './generated.ts';

const KEY = 'L:meta.map.key.yaml, L:meta.flow.map.key.yaml';
const VALUE = 'L:string.unquoted.plain - meta.map.key.yaml - meta.flow.map.key.yaml';

export const grammarFile: Generated = {
  file: 'syntaxes/cnn-yaml.tmLanguage.json',
  text: () => `${JSON.stringify(grammar(), undefined, 2)}\n`,
};

function grammar() {
  const layers = { match: oneOf(vocabularyOf(operators).words.keys()), name: 'support.class.layer.cnn' };
  const blocks = { match: oneOf(Object.keys(COMPOSITES)), name: 'keyword.control.block.cnn' };
  const shapes = { match: String.raw`(?<![\w.-])(?:N|\d+)(?:[x×]\d+)+(?![\w.-])`, name: 'constant.numeric.shape.cnn' };
  const modes = { match: oneOf(['same', 'valid', 'exact', 'floor']), name: 'constant.language.mode.cnn' };
  return {
    name: 'CNN Specification',
    scopeName: 'source.yaml.cnn',
    patterns: [{ include: 'source.yaml' }],
    injections: { [KEY]: { patterns: [blocks, layers] }, [VALUE]: { patterns: [shapes, modes, layers] } },
  };
}

/** Long words first, so that `conv` does not hide `conv-transpose`. */
function oneOf(words: Iterable<string>): string {
  const sorted = [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return `(?<![\\w.-])(?:${sorted.join('|')})(?![\\w.-])`;
}
