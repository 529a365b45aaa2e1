// A notebook in the editor, and trying out: what each cell shows, edits that show in other cells, another input for a model.
import * as vscode from 'vscode';
import { equal, ok, until } from './expect.ts';
import * as files from './files.ts';
import type { SuiteTest } from './run-tests.ts';

/** The notebook's cells with code, as documents. */
async function open(): Promise<readonly vscode.TextDocument[]> {
  const [uri] = await vscode.workspace.findFiles('network.ipynb');
  ok(uri, 'the notebook is not in the workspace');
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  const cells = notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
  return cells.map(({ document }) => document);
}

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = files.positionOf(document, from);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(start, start.translate(0, from.length)), to);
  ok(await vscode.workspace.applyEdit(edit), 'the edit was refused');
}

const hinted = (document: vscode.TextDocument, hint: string) =>
  until(async () => (await files.hints(document)).some((each) => each.startsWith(hint)), `the hint ${hint}`);

export const notebookTests: readonly SuiteTest[] = [
  {
    name: 'a notebook’s cells are one program: hints and status in the cell that they belong to',
    run: async () => {
      const [imports, , net] = await open();
      ok(imports && net, 'cells are missing');
      equal(net.languageId, 'python', 'the language');
      await hinted(net, '→ [N, 16, 16, 16]');
      equal(await files.hints(imports), [], 'hints of the imports');
      equal(files.rules(net), [], 'the problems');
      const server = await files.extension();
      equal((await until(() => server.statusOf(net.uri), 'the status')).complete, true, 'complete');
    },
  },
  {
    name: 'an edit of one cell shows in another, and the other way round',
    run: async () => {
      const [, block, net] = await open();
      ok(block && net, 'cells are missing');
      await hinted(net, '→ [N, 16, 16, 16]');
      await replace(block, 'padding=1', 'padding=0');
      await hinted(net, '→ [N, 16, 15, 15]');
      await files.untilRules(net, ['features-mismatch']);
      const [problem] = vscode.languages.getDiagnostics(net.uri);
      equal(problem?.range.start.line, files.positionOf(net, 'self.head = ').line, 'the line');
      await replace(block, 'padding=0', 'padding=1');
      await files.untilRules(net, []);
    },
  },
  {
    name: 'another input is tried out, and forgotten',
    run: async () => {
      const document = await files.open('network.py');
      const server = await files.extension();
      const ask = (whatIf: { inputs: number[][] } | null) =>
        server.request('convlint/setWhatIf', {
          textDocument: { uri: document.uri.toString() },
          name: 'Network',
          whatIf,
        });
      await until(() => server.statusOf(document.uri), 'the status');
      equal(await ask({ inputs: [[3, 64, 64]] }), {}, 'the answer');
      const lens = async () => (await files.lenses(document)).join(' | ');
      await until(async () => (await lens()).includes('input [N, 3, 64, 64] (chosen)'), 'the lens');
      await ask(null);
      await until(async () => !(await lens()).includes('(chosen)'), 'the lens of the file');
    },
  },
];
