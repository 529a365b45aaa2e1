// What VS Code's node extension host loads as its test suite.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { crashTests } from './crash.ts';
import { editorTests } from './editor.ts';
import { libraryTests } from './libraries.ts';
import { notebookTests } from './notebook.ts';
import { pythonTests } from './python.ts';
import { rowTests } from './rows.ts';
import { runTests } from './run-tests.ts';

export async function run(): Promise<void> {
  const counts = await runTests(Mocha, 'ConvLint in the node extension host', [
    ...editorTests,
    ...rowTests,
    ...pythonTests,
    ...notebookTests,
    ...libraryTests,
    ...crashTests,
  ]);
  writeFileSync(process.env.CONVLINT_COUNTS ?? '', JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed.`);
}
