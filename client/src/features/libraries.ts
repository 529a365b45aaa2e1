// Tells the server of the installed packages that models may import: those of the Python environment that is selected, or that lies
// in the workspace. In trusted windows with a file system only; nothing is run, and it waits until the server does.
import * as vscode from 'vscode';
import type { Library } from '../../../server/src/protocol.ts';
import { isPythonApi, packageFolders, prefixIn, selectedPrefix } from '../environment/environment.ts';
import { type Files, packagesOnTorch } from '../environment/packages.ts';
import type { Server } from '../server/server.ts';

const PYTHON_EXTENSION = 'ms-python.python';
const LARGEST_FILE = 2 ** 20;

export function registerLibraries(context: vscode.ExtensionContext, server: Server): void {
  // A server in the browser reads files of the workspace alone.
  if (vscode.env.uiKind === vscode.UIKind.Web && vscode.env.remoteName === undefined) return;
  let told = '[]';
  let following = false;
  const tell = async () => {
    if (!vscode.workspace.isTrusted || server.state !== 'running') return;
    if (!following) {
      following = true;
      await follow(context, () => void tell());
    }
    const libraries = await librariesNow();
    const now = JSON.stringify(libraries);
    if (now === told) return;
    told = now;
    await server.request('convlint/setLibraries', { libraries });
  };
  const quietly = () => tell().catch(() => undefined);
  context.subscriptions.push(
    server.onDidChangeState((state) => {
      // A new server knows nothing yet.
      if (state !== 'running') told = '[]';
      else void quietly();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(quietly),
    vscode.workspace.onDidChangeWorkspaceFolders(quietly),
  );
}

async function follow(context: vscode.ExtensionContext, changed: () => void): Promise<void> {
  const api = await pythonApi();
  const subscription = api?.environments.onDidChangeActiveEnvironmentPath?.(changed);
  if (subscription) context.subscriptions.push(subscription);
}

async function pythonApi() {
  const extension = vscode.extensions.getExtension(PYTHON_EXTENSION);
  const api: unknown = await extension?.activate();
  return isPythonApi(api) ? api : undefined;
}

async function librariesNow(): Promise<readonly Library[]> {
  const api = await pythonApi().catch(() => undefined);
  const selected = api && (await selectedPrefix(api).catch(() => undefined));
  const prefix = selected ?? (await prefixInWorkspace());
  const folders = prefix === undefined ? [] : await packageFolders(prefix, files);
  const libraries = await Promise.all(
    folders.map(async (folder) => ({
      folder: `${vscode.Uri.file(folder).toString()}/`,
      packages: await packagesOnTorch(folder, files),
    })),
  );
  return libraries.filter(({ packages }) => packages.length > 0);
}

async function prefixInWorkspace(): Promise<string | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const prefix = uri.scheme === 'file' ? await prefixIn(uri.fsPath.replaceAll('\\', '/'), files) : undefined;
    if (prefix !== undefined) return prefix;
  }
  return undefined;
}

const files: Files = {
  async list(folder) {
    try {
      return (await vscode.workspace.fs.readDirectory(vscode.Uri.file(folder))).map(([name]) => name);
    } catch {
      return [];
    }
  },
  async read(path) {
    try {
      const content = await vscode.workspace.fs.readFile(vscode.Uri.file(path));
      return content.length > LARGEST_FILE ? undefined : new TextDecoder().decode(content);
    } catch {
      return undefined;
    }
  },
};
