// What users try out with models, remembered per workspace: by the file, or the notebook, and the model's name.
import type * as vscode from 'vscode';
import type { WhatIf, WhatIfs } from '../../../server/src/protocol.ts';

const KEY = 'convlint.whatIf';
/** The oldest is forgotten first. */
const MOST_FILES = 200;

export type Remembered = Readonly<Record<string, WhatIfs>>;

export function rememberedIn({ workspaceState }: vscode.ExtensionContext): Remembered {
  return workspaceState.get<Remembered>(KEY, {});
}

/** Null forgets. */
export async function remember(
  context: vscode.ExtensionContext,
  file: vscode.Uri,
  model: string,
  whatIf: WhatIf | null,
): Promise<void> {
  const { [file.toString()]: known = {}, ...others } = rememberedIn(context);
  const { [model]: _, ...rest } = known;
  const now = whatIf ? { ...rest, [model]: whatIf } : rest;
  const files = Object.entries({ ...others, ...(Object.keys(now).length > 0 ? { [file.toString()]: now } : {}) });
  await context.workspaceState.update(KEY, Object.fromEntries(files.slice(-MOST_FILES)));
}
