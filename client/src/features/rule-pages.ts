// ConvLint: Open Rule Page. Shows a rule's page, shipped with the extension, as rendered Markdown; without an argument the user
// chooses a rule. Problems link here. Which rules exist is read from the manifest, whose schema names each with its summary.
import * as vscode from 'vscode';

interface RulePage {
  readonly id: string;
  readonly summary: string;
}

export function registerRulePages(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('convlint.openRulePage', async (rule?: unknown) => {
      const pages = rulePages(context.extension.packageJSON);
      const id = typeof rule === 'string' ? rule : await choose(pages);
      if (id === undefined) return;
      // The id may come from a link in a document: nothing but a known page is opened.
      if (pages.some((page) => page.id === id)) await open(context, id);
      else void vscode.window.showWarningMessage(vscode.l10n.t('ConvLint has no rule “{0}”.', id));
    }),
  );
}

function rulePages(manifest: unknown): readonly RulePage[] {
  const schema = at(manifest, 'contributes', 'configuration', 'properties', 'convlint.rules', 'properties');
  return Object.entries(schema ?? {}).map(([id, rule]) => {
    const summary = at(rule, 'markdownDescription') ?? at(rule, 'description');
    return { id, summary: typeof summary === 'string' ? summary : '' };
  });
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((each, key) => (each as Record<string, unknown> | undefined)?.[key], value);
}

async function choose(pages: readonly RulePage[]): Promise<string | undefined> {
  const items = pages.map(({ id, summary }) => ({ label: id, detail: summary }));
  const placeHolder = vscode.l10n.t('Which rule’s page?');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.label;
}

async function open(context: vscode.ExtensionContext, rule: string): Promise<void> {
  const folder = /^pt\b/.test(vscode.env.language) ? ['docs', 'rules', 'pt-br'] : ['docs', 'rules'];
  const page = vscode.Uri.joinPath(context.extensionUri, ...folder, `${rule}.md`);
  await vscode.commands.executeCommand('markdown.showPreview', page);
}
