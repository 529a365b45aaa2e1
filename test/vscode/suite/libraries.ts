// Packages of the environment that lies in the workspace, as the extension finds and the server reads them.
import { equal, until } from './expect.ts';
import * as files from './files.ts';
import type { SuiteTest } from './run-tests.ts';

export const libraryTests: readonly SuiteTest[] = [
  {
    name: 'a model of an installed package is followed into it',
    run: async () => {
      const document = await files.open('installed.py');
      await until(
        async () => (await files.hints(document)).some((hint) => hint.startsWith('→ [N, 8, 15, 15]')),
        'the hint behind the package',
      );
      equal(files.rules(document), [], 'the problems');
    },
  },
];
