// What code.mjs does: takes the flags that @vscode/test-electron passes to `code`, and runs the suite in npm's VS Code.
import { openWorkbench, remoteUri, runInExtensionHost, workbenchUrl } from './workbench.ts';

export async function runAsCode(args: readonly string[]): Promise<number> {
  const { flags, folder } = parse(args);
  const flag = (name: string) => flags.filter(([each]) => each === name).map(([, value]) => value);
  const server = flag('extensions-dir').flatMap((path) => ['--extensions-dir', path]);
  const workbench = await openWorkbench({
    args: server,
    ...(process.env.SERVER_LOG ? { log: process.env.SERVER_LOG } : {}),
  });
  const { port } = workbench.server;
  try {
    const names = ['extensionDevelopmentPath', 'extensionTestsPath'];
    const payload = names.flatMap((name) => flag(name).map((path) => [name, remoteUri(port, path)] as const));
    return await runInExtensionHost(workbench.page, workbenchUrl(port, folder, payload));
  } finally {
    await workbench.close();
  }
}

function parse(args: readonly string[]): { flags: readonly (readonly [string, string])[]; folder: string } {
  const flags: [string, string][] = [];
  let folder = process.cwd();
  for (const arg of args) {
    const [, name, value = ''] = /^--([\w-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name === undefined) folder = arg;
    else flags.push([name, value]);
  }
  return { flags, folder };
}
