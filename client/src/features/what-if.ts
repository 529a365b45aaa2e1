// ConvLint: Change Input or Arguments. Tries out a model on another input or made with other arguments, writes what was tried
// into the file, or goes back to what the file says. It is remembered for the workspace.
import * as vscode from 'vscode';
import type { Commands, ModelInfo, WhatIf } from '../../../server/src/protocol.ts';
import type { Server } from '../server/server.ts';
import { currentModel } from './current-model.ts';
import { fileOf, rangeOf } from './places.ts';
import { shapesIn, shapesText } from './shape-text.ts';
import { remember } from './what-if-memory.ts';

interface Choice extends vscode.QuickPickItem {
  readonly run: () => Promise<unknown>;
}

export function registerWhatIf(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('convlint.whatIf', async (...args: Partial<Commands['convlint.whatIf']>) => {
      const trial = await trialOf(context, server, args);
      if (trial) return trial.choose();
      void vscode.window.showInformationMessage(vscode.l10n.t('This file holds no model that ConvLint knows.'));
    }),
  );
}

async function trialOf(
  context: vscode.ExtensionContext,
  server: Server,
  [target, place]: Partial<Commands['convlint.whatIf']>,
): Promise<Trial | undefined> {
  const current = target === undefined ? currentModel(server) : undefined;
  const uri = target ?? current?.status.uri;
  const model = place ?? current?.status.models.indexOf(current.model);
  if (uri === undefined || model === undefined) return undefined;
  const info = await server.request('convlint/model', { textDocument: { uri }, model });
  return info ? new Trial(context, server, vscode.Uri.parse(uri), model, info) : undefined;
}

class Trial {
  readonly #context: vscode.ExtensionContext;
  readonly #server: Server;
  readonly #uri: vscode.Uri;
  readonly #model: number;
  readonly #info: ModelInfo;

  constructor(context: vscode.ExtensionContext, server: Server, uri: vscode.Uri, model: number, info: ModelInfo) {
    this.#context = context;
    this.#server = server;
    this.#uri = uri;
    this.#model = model;
    this.#info = info;
  }

  async choose(): Promise<void> {
    const { name, whatIf } = this.#info;
    const chosen = await vscode.window.showQuickPick(this.#choices(), {
      title: vscode.l10n.t('ConvLint: try out {0}', name),
      placeHolder: whatIf
        ? vscode.l10n.t('What is tried out holds until you end it, also in the next session.')
        : vscode.l10n.t('What should be different? The file stays as it is.'),
      matchOnDescription: true,
    });
    await chosen?.run();
  }

  #choices(): Choice[] {
    const { inputs, construction, whatIf, isWritable } = this.#info;
    const scale = this.#server.statusOf(this.#uri)?.models[this.#model]?.scale;
    const choices: (Choice | undefined)[] = [
      {
        label: `$(symbol-array) ${vscode.l10n.t('Change the input…')}`,
        description: shapesText(inputs.map(({ shape }) => shape)),
        run: () => this.#changeInput(),
      },
      construction && {
        label: `$(symbol-parameter) ${vscode.l10n.t('Change the arguments…')}`,
        description: construction.args === '' ? `(${construction.parameters})` : construction.args,
        run: () => this.#changeArguments(construction.parameters, construction.args),
      },
      scale && {
        label: `$(symbol-ruler) ${vscode.l10n.t('Change the scale…')}`,
        description: scale.name,
        run: async () => vscode.commands.executeCommand('convlint.chooseScale'),
      },
      whatIf && isWritable
        ? {
            label: `$(edit) ${vscode.l10n.t('Write it into the file, as a comment')}`,
            run: () => this.#writeDown(),
          }
        : undefined,
      whatIf
        ? { label: `$(discard) ${vscode.l10n.t('Back to what the file says')}`, run: () => this.#set(null) }
        : undefined,
    ];
    return choices.filter((choice) => choice !== undefined);
  }

  async #changeInput(): Promise<void> {
    const { name, inputs, whatIf } = this.#info;
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Input of {0}', name),
      prompt:
        inputs.length > 1
          ? vscode.l10n.t('{0} inputs, separated by commas; each without batch, channels first', inputs.length)
          : vscode.l10n.t('Without batch, channels first'),
      placeHolder: '3x224x224',
      value: shapesText(inputs.map(({ shape }) => shape)),
      validateInput: (value) =>
        shapesIn(value, inputs.length) ? undefined : vscode.l10n.t('Whole numbers such as 3x224x224 are expected.'),
    });
    const shapes = text === undefined ? undefined : shapesIn(text, inputs.length);
    if (shapes) await this.#set({ ...whatIf, inputs: shapes });
  }

  /** Asks again where no model comes of what was given. */
  async #changeArguments(parameters: string, before: string): Promise<void> {
    const { name, whatIf } = this.#info;
    for (let value = before; ; ) {
      const args = await vscode.window.showInputBox({
        title: vscode.l10n.t('Arguments of {0}', name),
        prompt: `${name}(${parameters})`,
        placeHolder: vscode.l10n.t('As in a call: num_classes=10'),
        value,
      });
      if (args === undefined) return;
      const refusal = await this.#set({ ...whatIf, args });
      if (refusal === undefined) return;
      value = args;
      const again = vscode.l10n.t('Change the arguments…');
      if ((await vscode.window.showWarningMessage(refusal, again)) !== again) return;
    }
  }

  async #writeDown(): Promise<void> {
    const textDocument = { uri: this.#uri.toString() };
    const changes = await this.#server.request('convlint/writeDown', { textDocument, model: this.#model });
    if (!changes) return;
    const edit = new vscode.WorkspaceEdit();
    for (const { uri, range, newText } of changes)
      edit.replace(uri === undefined ? this.#uri : vscode.Uri.parse(uri), rangeOf(range), newText);
    if (await vscode.workspace.applyEdit(edit)) await this.#set(null);
  }

  /** Gives why it was refused. */
  async #set(whatIf: WhatIf | null): Promise<string | undefined> {
    const { name } = this.#info;
    const textDocument = { uri: this.#uri.toString() };
    const { refusal } = await this.#server.request('convlint/setWhatIf', { textDocument, name, whatIf });
    if (refusal === undefined) await remember(this.#context, fileOf(this.#uri), name, whatIf);
    return refusal;
  }
}
