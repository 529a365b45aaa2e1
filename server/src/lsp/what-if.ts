// Trying out other inputs and arguments: what the client asks for holds from then on, unless no model comes of it.
import { t } from '@vscode/l10n';
import { isMade } from '../ide/what-if.ts';
import type { WhatIf, WhatIfAnswer, WhatIfs } from '../protocol.ts';
import type { Session } from './session.ts';

const LONGEST_ARGUMENTS = 2000;
const MOST_INPUTS = 16;
const MOST_AXES = 8;
const LARGEST_SIZE = 2 ** 24;

/** Null ends what is tried out with a model. */
export async function tryOut(
  session: Session,
  uri: string,
  name: string,
  whatIf: WhatIf | null,
): Promise<WhatIfAnswer> {
  const { [name]: before, ...others } = session.whatIfsOf(uri);
  const wish = whatIf && checked(whatIf);
  if (!wish || (wish.inputs === undefined && wish.args === undefined)) {
    session.setWhatIfs(uri, others);
    return {};
  }
  session.setWhatIfs(uri, { ...others, [name]: wish });
  const analysed = await session.analysed(uri);
  // A document that is not there yet has nothing to say against it.
  if (!analysed || isMade(analysed.analysis, name, wish)) return {};
  session.setWhatIfs(uri, before ? { ...others, [name]: before } : others);
  return { refusal: t('{0}({1}) cannot be made, or is no model that runs.', name, wish.args ?? '') };
}

/** What a client remembers from earlier; nothing that is not sound is taken. */
export function remembered(given: unknown): ReadonlyMap<string, WhatIfs> {
  const files = new Map<string, WhatIfs>();
  for (const [uri, models] of entries(given)) {
    const whatIfs = entries(models).flatMap(([name, whatIf]) => {
      const wish = checked(whatIf);
      return wish ? [[name, wish] as const] : [];
    });
    if (whatIfs.length > 0) files.set(uri, Object.fromEntries(whatIfs));
  }
  return files;
}

function checked(given: unknown): WhatIf | undefined {
  const { inputs, args } = Object.fromEntries(entries(given));
  const isArgs = typeof args === 'string' && args.length <= LONGEST_ARGUMENTS && !/[\r\n]/.test(args);
  if ((inputs !== undefined && !isInputs(inputs)) || (args !== undefined && !isArgs)) return undefined;
  return { ...(isInputs(inputs) ? { inputs } : {}), ...(isArgs ? { args: args.trim() } : {}) };
}

function isInputs(value: unknown): value is readonly (readonly number[])[] {
  const isSize = (size: unknown) => Number.isInteger(size) && Number(size) >= 1 && Number(size) <= LARGEST_SIZE;
  const isShape = (shape: unknown) =>
    Array.isArray(shape) && shape.length >= 1 && shape.length <= MOST_AXES && shape.every(isSize);
  return Array.isArray(value) && value.length >= 1 && value.length <= MOST_INPUTS && value.every(isShape);
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
