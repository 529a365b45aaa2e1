// `convlint check`: the problems of files and folders, and the exit status that they mean.
import { t } from '@vscode/l10n';
import { SEVERITIES } from '../rules/rule.ts';
import { type ConfigSource, noteText } from './config-source.ts';
import { type CheckedFile, checkedFile, VERSION } from './document.ts';
import { EXIT } from './exit.ts';
import { failureText } from './failures.ts';
import { type Failure, type FoundFile, findFiles } from './find-files.ts';
import { gapWords } from './gap-words.ts';
import type { Host } from './host.ts';
import type { CheckFormat, Options } from './options.ts';
import { painter } from './paint.ts';
import { githubText } from './print/github.ts';
import { countsLine, countsOf, gapsText, problemsText } from './print/problems.ts';
import { sarifDocument } from './print/sarif.ts';
import { analyzeFile, scaleComplaint } from './session.ts';

/** What checking a file came to: plain data, which another thread may have found. */
export interface Checked {
  readonly document?: CheckedFile;
  readonly hasModel?: boolean;
  readonly unscaled?: string | undefined;
  readonly failure?: Failure;
}

export type CheckOne = (file: FoundFile) => Promise<Checked>;

export async function check(options: Options, configs: ConfigSource, host: Host): Promise<number> {
  const operands = options.operands.length > 0 ? options.operands : ['.'];
  const found = findFiles(operands, host, (path) => configs.excludes(path));
  const { share = oneByOne } = host;
  const all = await share(found.files, (file) => checkFile(file, options, configs, host), options.threads);
  const failures = [...found.failures, ...all.flatMap(({ failure }) => failure ?? [])];
  const files = all.flatMap(({ document }) => document ?? []);
  const unscaled = all.flatMap((each) => each.unscaled ?? []);
  const withoutModel = all.filter(({ hasModel }) => hasModel === false).length;

  print(files, options, host);

  const paint = painter(host.colours.err);
  for (const note of configs.notes()) host.err(`convlint: ${noteText(note)}\n`);
  for (const complaint of unscaled) host.err(`convlint: ${complaint}\n`);
  for (const failure of failures) host.err(`convlint: ${failureText(failure)}\n`);
  if (files.length === 0 && failures.length === 0) host.err(`convlint: ${nothingFound(operands)}\n`);
  const counts = countsOf(files, withoutModel);
  if (options.format === 'text' && files.length > 0) host.err(`${countsLine(counts, paint)}\n`);

  if (failures.length > 0) return EXIT.failed;
  const tooMany = options.maxWarnings !== undefined && counts.warnings > options.maxWarnings;
  if (tooMany) host.err(`convlint: ${t('more than {0} warnings', options.maxWarnings ?? 0)}\n`);
  return counts.errors > 0 || tooMany ? EXIT.findings : EXIT.fine;
}

export async function checkFile(
  file: FoundFile,
  options: Options,
  configs: ConfigSource,
  host: Host,
): Promise<Checked> {
  const analyzed = await analyzeFile(file, options, configs, host);
  if ('failure' in analyzed) return analyzed;
  if ('unknown' in analyzed) return {};
  const { analysis } = analyzed;
  return {
    document: checkedFile(file.file, analysis, gapWords),
    hasModel: analysis.models.length > 0,
    unscaled: scaleComplaint(file.file, analysis, options),
  };
}

async function oneByOne(files: readonly FoundFile[], checkOne: CheckOne): Promise<readonly Checked[]> {
  const all: Checked[] = [];
  for (const file of files) all.push(await checkOne(file));
  return all;
}

function nothingFound(operands: readonly string[]): string {
  return t('no model files found in {0}', operands.join(', '));
}

function print(files: readonly CheckedFile[], options: Options, host: Host): void {
  const lowest = SEVERITIES.indexOf(options.severity);
  const printed = files.map((file) => ({
    ...file,
    problems: file.problems.filter(({ severity }) => SEVERITIES.indexOf(severity) <= lowest),
  }));
  PRINTERS[options.format as CheckFormat](printed, host);
}

const PRINTERS: Readonly<Record<CheckFormat, (files: readonly CheckedFile[], host: Host) => void>> = {
  text(files, host) {
    for (const { file, problems } of files) host.out(problemsText(file, problems, painter(host.colours.out)));
    for (const { file, gaps } of files) host.err(gapsText(file, gaps, painter(host.colours.err)));
  },
  json: (files, host) => host.out(`${JSON.stringify({ version: VERSION, files }, undefined, 2)}\n`),
  sarif: (files, host) => host.out(`${JSON.stringify(sarifDocument(files), undefined, 2)}\n`),
  github: (files, host) => host.out(files.map(githubText).join('')),
};
