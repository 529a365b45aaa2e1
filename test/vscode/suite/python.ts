// Models in Python, in the editor: what the extension shows beside Python's own tools.
import * as vscode from 'vscode';
import { equal, match, ok, until } from './expect.ts';
import * as files from './files.ts';
import type { SuiteTest } from './run-tests.ts';

const FILE = 'network.py';

async function shown(document: vscode.TextDocument): Promise<readonly string[]> {
  return until(async () => {
    const hints = await files.hints(document);
    return hints.length > 0 ? hints : undefined;
  }, `hints in ${document.uri.path}`);
}

export const pythonTests: readonly SuiteTest[] = [
  {
    name: 'a model in Python has shapes, totals and no problem',
    run: async () => {
      const document = await files.open(FILE);
      equal(document.languageId, 'python', 'the language');
      const hints = await shown(document);
      ok(hints.includes('→ [N, 64, 8, 8] · 60,224'), `hints: ${JSON.stringify(hints)}`);
      match((await files.lenses(document)).join(' | '), /Network · 61,338 parameters/, 'the lens');
      equal(files.rules(document), [], 'the problems');
      const server = await files.extension();
      equal((await until(() => server.statusOf(document.uri), 'the status')).complete, true, 'complete');
    },
  },
  {
    name: 'a hover says what a variable holds in each instance, and what a layer makes of it',
    run: async () => {
      const document = await files.open(FILE);
      await shown(document);
      const variable = await files.hoverText(document, files.positionOf(document, 'conv(x)', 'conv('.length));
      match(variable, /`stem`: \*\*\[N, 3, 32, 32\]\*\*/, 'the variable');
      match(variable, /`stages\.2`: \*\*\[N, 64, 8, 8\]\*\*/, 'the variable');
      const layer = await files.hoverText(document, files.positionOf(document, 'head(pooled)', 1));
      match(layer, /\[N, 64\] → \*\*\[N, 10\]\*\*/, 'the layer');
      match(layer, /Built in line \[25\]/, 'the layer');
      const number = await files.hoverText(document, files.positionOf(document, 'width * 4, width', 6));
      match(number, /`width \* 4`: \*\*64\*\*/, 'the number');
    },
  },
  {
    name: 'names, symbols and completion are left to Python’s own tools',
    run: async () => {
      const document = await files.open(FILE);
      await shown(document);
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      equal((symbols ?? []).length, 0, 'the symbols');
    },
  },
  {
    name: 'a mistake stands where its number does, and is mended there',
    run: async () => {
      const document = await files.open('broken_network.py');
      await files.untilRules(document, ['features-mismatch']);
      const [diagnostic] = vscode.languages.getDiagnostics(document.uri);
      ok(diagnostic, 'no diagnostic');
      equal(document.getText(diagnostic.range), '16', 'the place');
      const before = document.getText();
      const actions = await files.codeActions(document, diagnostic.range, vscode.CodeActionKind.QuickFix);
      const fix = actions.find(({ edit, isPreferred }) => edit && isPreferred);
      ok(fix?.edit, `no fix: ${actions.map(({ title }) => title).join(' | ')}`);
      ok(await vscode.workspace.applyEdit(fix.edit), 'the fix was refused');
      match(document.getText(), /nn\.Linear\(12544, 10\)/, 'the text');
      await files.untilRules(document, []);
      await files.replaceText(document, before);
      await files.untilRules(document, ['features-mismatch']);
    },
  },
  {
    name: 'where tracking stops, a comment says the shape',
    run: async () => {
      const document = await files.open('lost_network.py');
      const server = await files.extension();
      const gaps = () => server.statusOf(document.uri)?.gaps.length;
      await until(() => gaps() === 1, 'a gap');
      const before = document.getText();
      const at = files.positionOf(document, 'sharpen(x)');
      const actions = await files.codeActions(document, new vscode.Range(at, at), vscode.CodeActionKind.QuickFix);
      const fix = actions.find(({ title }) => title === 'Give this value its shape');
      ok(fix?.edit, `no fix: ${actions.map(({ title }) => title).join(' | ')}`);
      ok(await vscode.workspace.applyEdit(fix.edit), 'the fix was refused');
      await files.replaceText(document, document.getText().replace('Nx3x?x?', 'Nx3x16x16'));
      await until(() => gaps() === 0, 'no gap');
      ok((await shown(document)).includes('→ [N, 8, 14, 14] · 224'), 'the hints');
      await files.replaceText(document, before);
    },
  },
];
