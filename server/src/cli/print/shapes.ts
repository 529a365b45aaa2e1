// The layer table of a model: as aligned text, as Markdown, as CSV.
import { t } from '@vscode/l10n';
import type { Analysis, ModelAnalysis } from '../../analyze.ts';
import { activationBytes, parameterBytes } from '../../engine/memory.ts';
import type { Paint } from '../paint.ts';
import { plain } from './plain.ts';
import { COLUMNS, type LayerRow, rowsOf, UNKNOWN } from './rows.ts';
import { aligned } from './table.ts';

export interface ShapesToPrint {
  readonly file: string;
  readonly analysis: Analysis;
  readonly model: ModelAnalysis;
  readonly minInput: readonly number[] | undefined;
  /** It was searched, whether or not anything was found. */
  readonly minInputWanted: boolean;
}

export function shapesText(shapes: ShapesToPrint, paint: Paint): string {
  const { file, analysis, model } = shapes;
  const rows = rowsOf(analysis, model);
  const titles = COLUMNS.map(({ title }) => title());
  const cells = rows.map((row) => cellsOf(row, analysis));
  const total = [t('total'), '', '', '', sum(model.totals.params, shapes), sum(model.totals.macs, shapes), ''];
  const [head = '', ...lines] = aligned([titles, ...cells, total], alignment());
  const last = lines.pop() ?? '';
  const rule = paint('dim', '─'.repeat(Math.max(...[head, ...lines, last].map((line) => line.length))));
  return [
    `${paint('bold', plain(model.name))}  ${paint('dim', plain(file))}`,
    summary(shapes, paint),
    '',
    paint('bold', head),
    rule,
    ...lines,
    rule,
    paint('bold', last),
    '',
    ...footer(shapes, paint),
    '',
  ].join('\n');
}

export function shapesMarkdown(shapes: ShapesToPrint): string {
  const { file, analysis, model } = shapes;
  const escaped = (cell: string) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|');
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  const bare: Paint = (_, text) => text;
  return [
    `## ${plain(model.name)}`,
    '',
    `\`${plain(file)}\`: ${summary(shapes, bare)}`,
    '',
    line(COLUMNS.map(({ title }) => title())),
    `|${COLUMNS.map(({ align }) => (align === 'right' ? ' ---: |' : ' --- |')).join('')}`,
    ...rowsOf(analysis, model).map((row) => line(cellsOf(row, analysis))),
    line([
      `**${t('total')}**`,
      '',
      '',
      '',
      `**${sum(model.totals.params, shapes)}**`,
      `**${sum(model.totals.macs, shapes)}**`,
      '',
    ]),
    '',
    ...footer(shapes, bare).map((text) => `* ${text}`),
    '',
  ].join('\n');
}

/** English headings and plain numbers, for programs; unknown numbers are empty. */
const CSV: readonly (readonly [title: string, cell: (row: LayerRow) => string | number | undefined])[] = [
  ['layer', (row) => row.layer],
  ['operator', (row) => row.operator],
  ['type', (row) => row.type],
  ['line', (row) => row.line],
  ['window', (row) => row.window],
  ['input', (row) => row.input],
  ['output', (row) => row.output],
  ['params', (row) => row.params],
  ['macs', (row) => row.macs],
  ['receptive_field', (row) => row.field],
];

export const CSV_HEAD = `${['file', 'model', ...CSV.map(([title]) => title)].join(',')}\n`;

export function shapesCsv({ file, analysis, model }: ShapesToPrint): string {
  return rowsOf(analysis, model)
    .map((row) => `${[file, model.name, ...CSV.map(([, cell]) => cell(row) ?? '')].map(quoted).join(',')}\n`)
    .join('');
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function alignment() {
  return COLUMNS.map(({ align }) => align);
}

function cellsOf(row: LayerRow, analysis: Analysis): readonly string[] {
  const { layer, type, window, output, params, macs, field } = row;
  return [layer, type, window, output, countOrNothing(params, analysis), countOrNothing(macs, analysis), field];
}

/** Zeros stay blank, so that the eye finds what costs. */
function countOrNothing(value: number | undefined, analysis: Analysis): string {
  if (value === undefined) return UNKNOWN;
  return value === 0 ? '' : count(value, analysis);
}

function count(value: number, { words }: Analysis): string {
  return Number.isFinite(value) ? words.count(value) : UNKNOWN;
}

/** A lower bound where tracking stopped. */
function sum(value: number, { analysis, model }: ShapesToPrint): string {
  return `${model.totals.complete ? '' : '≥ '}${count(value, analysis)}`;
}

function summary({ analysis, model: { graph } }: ShapesToPrint, paint: Paint): string {
  const { words } = analysis;
  const volumes = (of: readonly { readonly tensor: { readonly volume: Parameters<typeof words.volume>[0] } }[]) =>
    of.map(({ tensor }) => words.volume(tensor.volume)).join(', ') || UNKNOWN;
  return `${paint('cyan', volumes(graph.inputs))} → ${paint('cyan', volumes(graph.outputs))}`;
}

function footer({ analysis, model, minInput, minInputWanted }: ShapesToPrint, paint: Paint): readonly string[] {
  const { words, config } = analysis;
  const { totals, gaps } = model;
  const weights = sized(parameterBytes(totals.params, config), analysis);
  const params =
    totals.params === totals.trainableParams
      ? t('{0} parameters ({1})', count(totals.params, analysis), weights)
      : t(
          '{0} parameters, {1} of them trainable ({2})',
          count(totals.params, analysis),
          count(totals.trainableParams, analysis),
          weights,
        );
  const macs = t('{0} MACs, {1} FLOPs for one sample', words.short(totals.macs), words.short(2 * totals.macs));
  const memory = t(
    '{0} of activations (batch {1}, {2})',
    sized(activationBytes(model.graph.layers, config), analysis),
    config.batch,
    config.dtype,
  );
  const smallest = minInput
    ? [t('Smallest input that works: {0}', minInput.join('×'))]
    : minInputWanted
      ? [t('No input size was found that works.')]
      : [];
  const complete = totals.complete
    ? paint('green', t('Complete: every shape is known.'))
    : paint('yellow', incomplete(gaps.length));
  return [[params, macs, memory].join(' · '), ...smallest, complete];
}

function incomplete(gaps: number): string {
  if (gaps === 0) return t('Incomplete: the sums are lower bounds.');
  return gaps === 1
    ? t('Incomplete: tracking stopped at one place; the sums are lower bounds.')
    : t('Incomplete: tracking stopped at {0} places; the sums are lower bounds.', gaps);
}

function sized(bytes: number, { words }: Analysis): string {
  return Number.isFinite(bytes) ? words.bytes(bytes) : UNKNOWN;
}
