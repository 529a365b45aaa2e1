// What is wrong in a convlint.yaml, as the protocol's diagnostics.
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { LineMap } from '../base/span.ts';
import { parseConfigFile } from '../config/file.ts';
import { SOURCE } from './diagnostics.ts';
import { rangeOf } from './places.ts';

export function configDiagnostics(text: string): Diagnostic[] {
  const lines = new LineMap(text);
  return parseConfigFile(text).notes.map(({ message, span }) => ({
    range: rangeOf(lines, span),
    severity: DiagnosticSeverity.Warning,
    source: SOURCE,
    message,
  }));
}
