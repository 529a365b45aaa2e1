// What a hover says of a row of a model: its module with its inside, what its arguments mean, and who reads it.
import { t } from '@vscode/l10n';
import type { Analysis } from '../analyze.ts';
import type { ArgumentUse, ModuleUse } from '../frontends/front-end.ts';
import type { AttributeInput } from '../graph/attribute.ts';
import type { Block } from '../graph/graph.ts';
import { blockTree } from './block-tree.ts';

/** Signature, meaning, arguments as they take effect, readers; the tree of its inside where there is a block. */
export function moduleParts(analysis: Analysis, module: ModuleUse, block: Block | undefined): readonly string[] {
  const graph = analysis.models.find((model) => block && model.graph.blocks.includes(block))?.graph;
  const tree = graph && block ? blockTree(analysis, graph, block) : [];
  return [
    tree.length > 1 ? `\`\`\`text\n${tree.join('\n')}\n\`\`\`` : '',
    module.signature === '' ? '' : `\`${module.signature}\``,
    module.arguments.map((argument) => `- ${argumentText(argument)}`).join('\n'),
    readersText(analysis, module),
    module.doc === '' ? '' : t(module.doc),
  ].filter((part) => part !== '');
}

/** `c2` = 32 (128 after scaling). */
export function argumentText({ name, written, value, changed }: ArgumentUse): string {
  return `\`${name}\` = ${valueText(value)}${originText(written, changed)}`;
}

function originText(written: string | undefined, changed: ArgumentUse['changed']): string {
  if (changed === 'forced') return ` (${t('forced by the scale')})`;
  if (written === undefined) return ` (${t('default')})`;
  if (changed === 'scaled') return ` (${t('{0} after scaling', written)})`;
  return '';
}

/** As Python writes it, because the signature is Python's. */
export function valueText(value: AttributeInput): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'object' ? '?' : String(value);
}

function readersText({ words, source }: Analysis, { index, usedBy, repeats }: ModuleUse): string {
  const rows = words.list(usedBy.map(String));
  const isLast = index + 1 === source.rows?.().length;
  const readers =
    usedBy.length === 0
      ? isLast
        ? t('Row {0}, the last: its output is the model’s.', index)
        : t('Row {0}; no row reads it.', index)
      : usedBy.length === 1
        ? t('Row {0}; used by row {1}.', index, rows)
        : t('Row {0}; used by rows {1}.', index, rows);
  return repeats > 1 ? `${readers} ${t('Repeated {0} times.', repeats)}` : readers;
}
