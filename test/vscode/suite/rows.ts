// YAML models made of rows, in the editor: recognized among other YAML files, at the scale that is chosen.
import * as vscode from 'vscode';
import { equal, match, ok, until } from './expect.ts';
import * as files from './files.ts';
import type { SuiteTest } from './run-tests.ts';

const FILE = 'tiny-yolo.yaml';

async function lensCommand(document: vscode.TextDocument): Promise<vscode.Command | undefined> {
  const command = 'vscode.executeCodeLensProvider';
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri, 20);
  return lenses.map((lens) => lens.command).find((found) => found?.command === 'convlint.cycleScale');
}

export const rowTests: readonly SuiteTest[] = [
  {
    name: 'a model among YAML files has shapes and no problem',
    run: async () => {
      const document = await files.open(FILE);
      equal(document.languageId, 'yaml', 'the language');
      const hints = await until(async () => {
        const found = await files.hints(document);
        return found.length > 0 ? found : undefined;
      }, 'the hints');
      ok(hints.includes('→ [N, 16, 320, 320] · 464'), `hints: ${JSON.stringify(hints)}`);
      equal(files.rules(document), [], 'the problems');
    },
  },
  {
    name: 'a click on the scale’s lens goes to the next scale, and all follows',
    run: async () => {
      const document = await files.open(FILE);
      const server = await files.extension();
      const lens = await until(() => lensCommand(document), 'the lens');
      match(lens.title, /Scale n \(the first of/, 'the lens');
      await vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []));
      await until(async () => (await lensCommand(document))?.title === 'Scale s of n, s', 'the next scale');
      ok((await files.hints(document)).includes('→ [N, 32, 320, 320] · 928'), 'the hints follow');
      const status = await until(() => {
        const found = server.statusOf(document.uri);
        return found?.models[0]?.scale?.name === 's' ? found : undefined;
      }, 'the totals at scale s');
      equal(status.complete, true, 'complete');
      const again = await lensCommand(document);
      await vscode.commands.executeCommand('convlint.cycleScale', ...(again?.arguments ?? []));
      await until(async () => (await lensCommand(document))?.title === 'Scale n of n, s', 'the first scale again');
    },
  },
  {
    name: 'hovering a row shows its inside',
    run: async () => {
      const document = await files.open(FILE);
      const text = await files.hoverText(document, files.positionOf(document, 'C2f', 1));
      match(text, /Bottleneck/, 'the hover');
      match(text, /used by rows 3 and 5/, 'the hover');
    },
  },
  {
    name: 'a position that leads nowhere is a problem, and its row says which there are',
    run: async () => {
      const document = await files.open(FILE);
      const before = document.getText();
      await files.replaceText(document, before.replace('[[6, 3]', '[[6, 33]'));
      await files.untilRules(document, ['bad-reference']);
      match(vscode.languages.getDiagnostics(document.uri)[0]?.message ?? '', /rows 0 to 6/, 'the message');
      await files.replaceText(document, before);
      await files.untilRules(document, []);
    },
  },
  {
    name: 'a row that was typed offers to shift the positions behind it',
    run: async () => {
      const document = await files.open(FILE);
      const before = document.getText();
      await files.replaceText(
        document,
        before.replace('  - [-1, 1, Conv, [256', '  - [-1, 1, SPPF, [128]]\n  - [-1, 1, Conv, [256'),
      );
      const place = files.positionOf(document, 'SPPF', 1);
      const shift = await until(async () => {
        const actions = await files.codeActions(document, new vscode.Range(place, place));
        return actions.find(({ title }) => title.startsWith('Shift 2 positions'));
      }, 'the offer');
      ok(shift.edit && (await vscode.workspace.applyEdit(shift.edit)), 'the edit was refused');
      match(document.getText(), /\[\[7, 4\], 1, Detect/, 'the text');
      await files.replaceText(document, before);
    },
  },
];
