// What the extension shows in the editor, asked for through VS Code's own commands; alike in both extension hosts.
import * as vscode from 'vscode';
import { equal, match, ok, until } from './expect.ts';
import * as files from './files.ts';
import type { SuiteTest } from './run-tests.ts';

export const editorTests: readonly SuiteTest[] = [
  {
    name: 'a spec has its own language and starts the server',
    run: async () => {
      const document = await files.open('tiny.cnn.yaml');
      equal(document.languageId, 'cnn-yaml', 'the language');
      const server = await files.extension();
      await until(() => server.state === 'running', 'the running server');
    },
  },
  {
    name: 'the status has the totals',
    run: async () => {
      const document = await files.open('tiny.cnn.yaml');
      const server = await files.extension();
      const status = await until(() => server.statusOf(document.uri), 'the status');
      equal(status.complete, true, 'complete');
      equal(status.models[0]?.totals.params, 43_186, 'the parameters');
    },
  },
  {
    name: 'a mistake is a diagnostic with rule, place and page',
    run: async () => {
      const document = await files.open('misfit.cnn.yaml');
      await files.untilRules(document, ['stride-does-not-fit']);
      const [diagnostic] = vscode.languages.getDiagnostics(document.uri);
      ok(diagnostic, 'no diagnostic');
      equal(diagnostic.severity, vscode.DiagnosticSeverity.Error, 'the severity');
      equal(diagnostic.range.start.line, 3, 'the line');
      match(diagnostic.message, /2\.33/, 'the message');
      const page = typeof diagnostic.code === 'object' ? diagnostic.code.target.toString(true) : '';
      match(page, /convlint\.openRulePage.*stride-does-not-fit/, 'the page');
    },
  },
  {
    name: 'a quick fix clears the problem',
    run: async () => {
      const document = await files.open('misfit.cnn.yaml');
      await files.untilRules(document, ['stride-does-not-fit']);
      const [diagnostic] = vscode.languages.getDiagnostics(document.uri);
      ok(diagnostic, 'no diagnostic');
      const before = document.getText();
      const actions = await files.codeActions(document, diagnostic.range, vscode.CodeActionKind.QuickFix);
      const fix = actions.find(({ edit, title }) => edit && /→ \d+×\d+×8/.test(title));
      ok(fix?.edit, `no fix with a shape in its title: ${actions.map(({ title }) => title).join(' | ')}`);
      ok(await vscode.workspace.applyEdit(fix.edit), 'the fix was refused');
      await files.untilRules(document, []);
      await files.replaceText(document, before);
      await files.untilRules(document, ['stride-does-not-fit']);
    },
  },
  {
    name: 'hovering a layer shows shape and arithmetic',
    run: async () => {
      const document = await files.open('tiny.cnn.yaml');
      const text = await files.hoverText(document, files.positionOf(document, 'conv', 1));
      match(text, /32×32×10/, 'the hover');
      match(text, /760/, 'the hover');
    },
  },
  {
    name: 'hints stand at the layers',
    run: async () => {
      const document = await files.open('tiny.cnn.yaml');
      const hints = await files.hints(document);
      ok(
        hints.some((hint) => /→ 16×16×10/.test(hint)),
        `hints: ${JSON.stringify(hints)}`,
      );
    },
  },
  {
    name: 'a code lens has the totals',
    run: async () => {
      const document = await files.open('tiny.cnn.yaml');
      match((await files.lenses(document)).join(' | '), /43[.,]?[12]?/, 'the lens');
    },
  },
  {
    name: 'completion offers layers in a broken file',
    run: async () => {
      const document = await files.open('tiny.cnn.yaml');
      const before = document.getText();
      await files.replaceText(document, `${before}  - max`);
      const end = files.wholeRange(document).end;
      const command = 'vscode.executeCompletionItemProvider';
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(command, document.uri, end);
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      await files.replaceText(document, before);
      ok(labels.includes('max-pool'), `labels: ${labels.slice(0, 20).join(', ')}`);
    },
  },
  {
    name: 'symbols name the layers',
    run: async () => {
      const document = await files.open('tiny.cnn.yaml');
      const command = 'vscode.executeDocumentSymbolProvider';
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(command, document.uri);
      const names = symbols.flatMap(({ name, children }) => [name, ...children.map((child) => child.name)]);
      ok(names.includes('Tiny') && names.includes('tap'), `symbols: ${names.join(', ')}`);
    },
  },
  {
    name: 'settings act at once',
    run: async () => {
      const document = await files.open('misfit.cnn.yaml');
      await files.untilRules(document, ['stride-does-not-fit']);
      const settings = vscode.workspace.getConfiguration('convlint', document.uri);
      await settings.update('rules', { 'stride-does-not-fit': 'off' }, vscode.ConfigurationTarget.Workspace);
      await files.untilRules(document, []);
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
      await files.untilRules(document, ['stride-does-not-fit']);
      await settings.update('inlayHints', 'off', vscode.ConfigurationTarget.Workspace);
      await until(async () => (await files.hints(document)).length === 0, 'hints to go');
      await settings.update('inlayHints', undefined, vscode.ConfigurationTarget.Workspace);
      await until(async () => (await files.hints(document)).length > 0, 'hints to come back');
    },
  },
  {
    name: 'other YAML files are left alone',
    run: async () => {
      const document = await files.open('plain.yaml');
      equal(document.languageId, 'yaml', 'the language');
      // The server answers in order: once it has answered for this file, its problems would be there.
      equal(await files.hints(document), [], 'the hints');
      equal(files.rules(document), [], 'the problems');
    },
  },
  {
    name: 'Compute Shapes opens the table',
    run: async () => {
      await files.open('tiny.cnn.yaml');
      await vscode.commands.executeCommand('convlint.computeShapes');
      const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const isTable = ({ input }: vscode.Tab) =>
        input instanceof vscode.TabInputWebview && /convlint/i.test(input.viewType);
      const tab = await until(() => tabs().find(isTable), 'the table’s tab');
      await vscode.window.tabGroups.close(tab);
    },
  },
  {
    name: 'a rule’s page opens as a page',
    run: async () => {
      await vscode.commands.executeCommand('convlint.openRulePage', 'stride-does-not-fit');
      const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const tab = await until(() => tabs().find(({ label }) => /stride-does-not-fit/.test(label)), 'the page’s tab');
      await vscode.window.tabGroups.close(tab);
    },
  },
];
