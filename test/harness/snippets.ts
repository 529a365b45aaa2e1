// Programs with the answers that Python gives (test/snippets/*.py), and a Python that is asked for them again, where there is
// one. Knows neither interpreter nor torch.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Snippet {
  readonly name: string;
  /** The program; each expression that is asked stands in a name of its own, `_0`, `_1` … */
  readonly source: string;
  readonly asked: readonly Asked[];
}

export interface Asked {
  readonly expression: string;
  readonly answer: string;
}

/** The files on the language itself. */
export const LANGUAGE: readonly string[] = ['values.py', 'functions.py', 'classes.py'];

const MARK = '#=> ';

/** A file's head is part of each of its snippets: what they import. */
export function readSnippets(file: string): readonly Snippet[] {
  const text = readFileSync(new URL(`../snippets/${file}`, import.meta.url), 'utf8');
  const [head = '', ...parts] = text.split(/^# --- /m);
  return parts.map((part) => {
    const [name = '', ...lines] = part.trimEnd().split('\n');
    const asked: Asked[] = [];
    const program = head.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) {
      const at = line.lastIndexOf(MARK);
      if (at < 0) {
        program.push(line);
        continue;
      }
      const expression = at === 0 ? (program.pop() ?? '') : line.slice(0, at).trimEnd();
      program.push(`_${asked.length} = ${expression}`);
      asked.push({ expression, answer: line.slice(at + MARK.length) });
    }
    return { name, source: `${program.join('\n')}\n`, asked };
  });
}

const ASK = `
import json, sys, warnings
warnings.simplefilter("ignore")
def ask(source, count):
    names = {"__name__": "__main__"}
    try:
        exec(source, names)
    except BaseException as error:
        return ["raised " + repr(error)] * count
    return [repr(names["_%d" % index]) for index in range(count)]
print(json.dumps([ask(*snippet) for snippet in json.load(sys.stdin)]))
`;

/** The same snippets with the answers that this Python gives. */
export function askPython(python: string, snippets: readonly Snippet[]): readonly Snippet[] {
  const input = JSON.stringify(snippets.map(({ source, asked }) => [source, asked.length]));
  const printed = execFileSync(python, ['-c', ASK], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
  const answers = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '[]') as readonly (readonly string[])[];
  return snippets.map((snippet, index) => ({
    ...snippet,
    asked: snippet.asked.map(({ expression }, at) => ({ expression, answer: answers[index]?.[at] ?? '' })),
  }));
}
