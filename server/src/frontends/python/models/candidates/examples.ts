// What the file's docstrings show a class or a function called with: `>>> net = Net(depth=18)`. Whoever wrote it has made it so.
import type { Running } from '../../program.ts';
import { factOf } from '../looks/kept.ts';

const LONGEST = 600;
const OPENING = '([{';
const CLOSING = ')]}';

/** Undefined where no session calls it with what the file's own level knows; `Net_Weights.DEFAULT` may be unknown. */
export function exampleFor(running: Running, callee: string): string | undefined {
  return factOf(running, `example: ${callee}`, (each) => {
    const { text } = each.loaded;
    if (!text.includes('>>>')) return undefined;
    const calls = text.matchAll(new RegExp(`^[ \\t]*>>>(?:[^\\n#]*[\\s.=(])?${callee}\\(`, 'gm'));
    for (const call of calls) {
      const args = argumentsIn(text.slice(call.index + call[0].length, call.index + LONGEST));
      const names = args ? unbound(each, args) : [];
      if (args && !FILE.test(args) && names.every((name) => name.endsWith('Weights')))
        return names.reduce(withoutWeights, args);
    }
    return undefined;
  });
}

/** Of the author's machine, or of a hub. */
const FILE = /['"][^'"]*\/[^'"]*['"]/;

const CONSTANTS: ReadonlySet<string> = new Set(['True', 'False', 'None']);

/** Trained weights change no shape. */
function withoutWeights(args: string, name: string): string {
  return args.replace(new RegExp(`\\b${name}\\.\\w+`, 'g'), 'None');
}

/** Names that neither the file's own level nor Python binds. */
export function unbound({ program, loaded: { module } }: Running, args: string): readonly string[] {
  const { builtins } = program.interpreter;
  return namesIn(args).filter((name) => !module.namespace.has(name) && !builtins.has(name) && !CONSTANTS.has(name));
}

/** Up to the bracket that closes the call, without the prompts of further lines. */
export function argumentsIn(text: string): string | undefined {
  const code = text.replace(/\n[ \t]*(?:>>>|\.\.\.)?[ \t]*/g, ' ');
  let depth = 1;
  let quote = '';
  for (let at = 0; at < code.length; at++) {
    const char = code.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (OPENING.includes(char)) depth++;
    else if (CLOSING.includes(char)) depth--;
    if (depth === 0) return code.slice(0, at).trim().replace(/,$/, '');
  }
  return undefined;
}

/** Not those that name an argument or an attribute. */
function namesIn(args: string): readonly string[] {
  const code = args.replace(/'[^']*'|"[^"]*"/g, '');
  return [...code.matchAll(/(?<![\w.])[A-Za-z_]\w*\b(?!\s*=(?!=))/g)].map(([name]) => name);
}
