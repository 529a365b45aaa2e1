// Why a path could not be used, in one line each; where the fault is ours, with what helps to find it.
import { t } from '@vscode/l10n';
import type { Failure } from './find-files.ts';

const REASONS: Readonly<Record<Failure['reason'], (file: string) => string>> = {
  missing: (file) => t('{0}: no such file or folder', file),
  denied: (file) => t('{0}: permission denied', file),
  folder: (file) => t('{0} is a folder, not a file', file),
  failed: (file) => t('{0}: cannot be read', file),
  crashed: (file) => t('{0}: ConvLint itself failed here. Please report it', file),
};

export function failureText({ file, reason, stack }: Failure): string {
  return [REASONS[reason](file), ...(stack === undefined ? [] : [stack])].join('\n');
}
