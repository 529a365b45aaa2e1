// What comments say of a model's input: `# convlint: input=3x224x224`, several separated by commas.
const DIRECTIVE = /#\s*convlint:\s*input\s*=\s*(?<shapes>\d+(?:\s*[x×]\s*\d+)*(?:\s*,\s*\d+(?:\s*[x×]\s*\d+)*)*)/;

export type Shape = readonly number[];

function shapesIn(line: string): readonly Shape[] | undefined {
  const shapes = DIRECTIVE.exec(line)?.groups?.shapes;
  return shapes?.split(',').map((shape) => shape.split(/[x×]/).map(Number));
}

/** On the line of a place, in the comments above it (decorators may stand between), or at the top of the file. */
export function directiveAt(text: string, at: number): readonly Shape[] | undefined {
  if (!text.includes('convlint:')) return undefined;
  const lineEnd = text.indexOf('\n', at);
  const [here = '', ...above] = text
    .slice(0, lineEnd < 0 ? text.length : lineEnd)
    .split('\n')
    .reverse();
  const own = shapesIn(here);
  if (own) return own;
  for (const line of above) {
    if (!/^\s*[#@]/.test(line)) break;
    const found = shapesIn(line);
    if (found) return found;
  }
  return atTop(text);
}

/** In comments before the first other line; what stands right above code belongs to it. */
function atTop(text: string): readonly Shape[] | undefined {
  let found: readonly Shape[] | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() !== '' && !/^\s*#/.test(line)) break;
    found ??= shapesIn(line);
  }
  return found;
}
