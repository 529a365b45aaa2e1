// `convlint shapes`: the layer table of a file's models, with totals.
import { t } from '@vscode/l10n';
import type { Analysis } from '../analyze.ts';
import { smallestInput } from '../engine/search.ts';
import { endText } from '../rules/gaps.ts';
import { type ConfigSource, noteText } from './config-source.ts';
import { gapEntry, modelEntry, problemEntries, type ShapesFile, VERSION } from './document.ts';
import { EXIT } from './exit.ts';
import { failureText } from './failures.ts';
import { gapWords } from './gap-words.ts';
import type { Host } from './host.ts';
import type { Options, ShapesFormat } from './options.ts';
import { painter } from './paint.ts';
import { absolute, shown } from './paths.ts';
import { gapsText, problemsText } from './print/problems.ts';
import { CSV_HEAD, type ShapesToPrint, shapesCsv, shapesMarkdown, shapesText } from './print/shapes.ts';
import { analyzeFile, scaleComplaint } from './session.ts';

interface ShownFile {
  readonly document: ShapesFile;
  readonly models: readonly ShapesToPrint[];
  /** Where it holds no model at all: why. */
  readonly without: readonly string[];
}

export async function shapes(options: Options, configs: ConfigSource, host: Host): Promise<number> {
  const complaints: string[] = [];
  const files: ShownFile[] = [];
  for (const operand of options.operands) {
    const shownFile = await show(operand, options, configs, host, complaints);
    if (shownFile) files.push(shownFile);
  }
  if (files.length > 0) PRINTERS[options.format as ShapesFormat](files, host);
  for (const note of files.flatMap(({ without }) => without)) host.err(`convlint: ${note}\n`);
  for (const note of configs.notes()) host.err(`convlint: ${noteText(note)}\n`);
  for (const complaint of complaints) host.err(`convlint: ${complaint}\n`);
  if (complaints.length > 0) return EXIT.failed;
  const failed = files.some(({ document }) => document.problems.some(({ severity }) => severity === 'error'));
  return failed ? EXIT.findings : EXIT.fine;
}

async function show(
  operand: string,
  options: Options,
  configs: ConfigSource,
  host: Host,
  complaints: string[],
): Promise<ShownFile | undefined> {
  const file = shown(operand);
  const analyzed = await analyzeFile({ file, path: absolute(operand, host.workingFolder) }, options, configs, host);
  if ('failure' in analyzed) {
    complaints.push(failureText(analyzed.failure));
    return undefined;
  }
  if ('unknown' in analyzed) {
    complaints.push(t('{0} is no model file that ConvLint knows', file));
    return undefined;
  }
  const { analysis } = analyzed;
  const missing = options.models.filter((name) => !analysis.models.some((model) => model.name === name));
  const unscaled = scaleComplaint(file, analysis, options);
  if (unscaled !== undefined) {
    // A table of another scale would be taken for the one that was asked for.
    complaints.push(unscaled);
    return undefined;
  }
  for (const name of missing) complaints.push(missingText(file, name, analysis));
  const wanted =
    options.models.length === 0
      ? analysis.models
      : analysis.models.filter((model) => options.models.includes(model.name));
  const models = wanted.map((model): ShapesToPrint => {
    const minInput = options.minInput ? smallestInput(model.graph, model.rerun) : undefined;
    return { file, analysis, model, minInput, minInputWanted: options.minInput };
  });
  const document: ShapesFile = {
    file,
    dialect: analysis.dialect,
    models:
      options.format === 'json'
        ? models.map(({ model, minInput }) => modelEntry(analysis, model, minInput, gapWords))
        : [],
    problems: problemEntries(analysis, analysis.problems),
  };
  const without = analysis.models.length > 0 || options.models.length > 0 ? [] : withoutModel(file, analysis);
  return { document, models, without };
}

/** Silence must not look like success. */
function withoutModel(file: string, analysis: Analysis): readonly string[] {
  const { unmade } = analysis.source;
  if (unmade) return unmade.map(({ name }) => missingText(file, name, analysis));
  return analysis.dialect === 'torch'
    ? [t('{0} has no model that runs as it stands; name one, as --model "Net(10)" --input 3x224x224', file)]
    : [t('{0} has no model', file)];
}

function missingText(file: string, name: string, { source: { unmade = [] }, words }: Analysis): string {
  const cause = unmade.find((each) => each.name === name)?.cause;
  return cause
    ? t('{0} has no model {1}, for making it fails: {2}', file, name, endText(cause, words))
    : t('{0} has no model {1}', file, name);
}

const PRINTERS: Readonly<Record<ShapesFormat, (files: readonly ShownFile[], host: Host) => void>> = {
  text(files, host) {
    const paint = painter(host.colours.out);
    for (const { document, models } of files) {
      for (const model of models) host.out(`${shapesText(model, paint)}\n`);
      const { file, problems } = document;
      host.out(problemsText(file, problems, paint));
    }
    notesOf(files, host);
  },
  json(files, host) {
    const document = { version: VERSION, files: files.map((file) => file.document) };
    host.out(`${JSON.stringify(document, undefined, 2)}\n`);
  },
  markdown(files, host) {
    host.out(files.flatMap(({ models }) => models.map(shapesMarkdown)).join('\n'));
    problemsApart(files, host);
  },
  csv(files, host) {
    host.out(CSV_HEAD + files.flatMap(({ models }) => models.map(shapesCsv)).join(''));
    problemsApart(files, host);
  },
};

/** Tables for other programs stay clean: what is wrong goes to standard error. */
function problemsApart(files: readonly ShownFile[], host: Host): void {
  const paint = painter(host.colours.err);
  for (const { document } of files) host.err(problemsText(document.file, document.problems, paint));
  notesOf(files, host);
}

function notesOf(files: readonly ShownFile[], host: Host): void {
  const paint = painter(host.colours.err);
  for (const { document, models } of files) {
    for (const { analysis, model } of models) {
      const gaps = model.gaps.map((gap) => gapEntry(analysis, gap, gapWords));
      host.err(gapsText(document.file, gaps, paint));
    }
  }
}
