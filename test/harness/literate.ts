// Reads literate cases: Markdown whose fenced model files carry their expectations in comments. Knows nothing of the analysis.
//
// A model file is a fence with a name: ```yaml name=tiny.cnn.yaml. Further words set the case up: locale=pt-br, input=3x32x32,
// and `set=` with JSON without blanks for the settings of rules. Inside it, for the code on the same line, or, in a comment on
// a line of its own, for the line of code above it:
//   # shape: 32×32×10                        what the layers on this line put out, one after the other
//   # error[rule-id]: "part of the message"  a problem that begins on this line
//   #        ^^^^                            from where to where, for the problem just named
//   # fix: "Set padding to 2 → 32×32×10"     a fix of the problem just named, which makes it disappear
//   # related: "part of the message"         a related place of it

export interface ExpectedShape {
  readonly line: number;
  readonly shapes: readonly string[];
}

export interface ExpectedProblem {
  readonly line: number;
  readonly severity: string;
  readonly rule: string;
  readonly text: string;
  columns?: readonly [start: number, end: number];
  readonly fixes: string[];
  readonly related: string[];
}

export interface LiterateCase {
  /** Headings above it, and its name. */
  readonly title: string;
  /** The last heading above it. */
  readonly section: string;
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
  /** Of the fence in the Markdown file, one-based. */
  readonly line: number;
  readonly text: string;
  readonly shapes: readonly ExpectedShape[];
  readonly problems: readonly ExpectedProblem[];
}

const FENCE = /^(?<ticks>`{3,})(?<info>.*)$/;
const EXPECTATION =
  /^\s*(?:(?:shape:\s*(?<shape>\S.*?))|(?:(?<severity>error|warning|information|hint)\[(?<rule>[\w-]+)\]\s*(?::\s*"(?<text>.*)")?)|(?:(?<what>fix|related):\s*"(?<words>.*)")|(?<carets>\^+))\s*$/;

export function readCases(markdown: string): readonly LiterateCase[] {
  const cases: LiterateCase[] = [];
  const headings: string[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading) headings.splice((heading[1]?.length ?? 1) - 1, headings.length, heading[2] ?? '');
    const fence = FENCE.exec(line)?.groups;
    if (!fence) continue;
    const end = lines.findIndex((later, at) => at > index && later.trim() === fence.ticks);
    const body = lines.slice(index + 1, end < 0 ? undefined : end);
    const settings = new Map((fence.info ?? '').trim().split(/\s+/).flatMap(setting));
    const name = settings.get('name');
    if (name !== undefined) {
      const title = [...headings.filter(Boolean), name].join(' › ');
      cases.push({
        title,
        section: headings.at(-1) ?? '',
        name,
        settings,
        line: index + 1,
        text: body.join('\n'),
        ...expectationsIn(body),
      });
    }
    index = end < 0 ? lines.length : end;
  }
  return cases;
}

function setting(word: string): [string, string][] {
  const at = word.indexOf('=');
  return at < 0 ? [] : [[word.slice(0, at), word.slice(at + 1)]];
}

function expectationsIn(lines: readonly string[]): Pick<LiterateCase, 'shapes' | 'problems'> {
  const shapes: ExpectedShape[] = [];
  const problems: ExpectedProblem[] = [];
  let code = 0;
  lines.forEach((line, index) => {
    const comment = /(?:^|\s)(?:#|\/\/)(?<body>.*)$/.exec(line);
    const onItsOwn = /^\s*(?:#|\/\/)/.test(line);
    if (!onItsOwn) code = index;
    // Several expectations after one line of code are separated by further comment signs.
    for (const part of (comment?.groups?.body ?? '').split(/\s(?:#|\/\/)/)) {
      const found = EXPECTATION.exec(part)?.groups;
      if (!found) continue;
      const last = problems.at(-1);
      if (found.shape) shapes.push({ line: code, shapes: found.shape.split(/,\s*(?![^[]*\])/) });
      else if (found.severity && found.rule) {
        const { severity, rule, text = '' } = found;
        problems.push({ line: code, severity, rule, text, fixes: [], related: [] });
      } else if (found.what === 'fix') last?.fixes.push(found.words ?? '');
      else if (found.what === 'related') last?.related.push(found.words ?? '');
      else if (found.carets && last) last.columns = [line.indexOf('^'), line.indexOf('^') + found.carets.length];
    }
  });
  return { shapes, problems };
}
