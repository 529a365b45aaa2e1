// What IPython understands and Python does not (`%matplotlib inline`, `!pip install …`, `nn.Conv2d?`, `%%bash`), made harmless.
// The text keeps its length and its lines, so that every place in it stays where it is.

/** Cell magics whose cell is Python that runs in the notebook itself; those of all others are text of other languages. */
const RUNS_CELL: ReadonlySet<string> = new Set(['time', 'timeit', 'capture', 'prun', 'memit', 'debug']);

const CELL_MAGIC = /^\s*%%(?<name>[\w.]+)/;
/** Line magics that run the statement behind them. */
const RUNS_LINE = /^\s*%(?:time|timeit|prun|memit)(?:[ \t]+-\w+(?:[ \t]*\d+)?)*[ \t]+(?=\S)/;
const MAGIC = /^\s*(?:[!%?]|[,;/]\w)/;
const HELP = /^[^#'"]*\?\s*$/;
/** The line goes on in the next one. */
const BROKEN = /\\\r?$/;
const ASSIGNED = /^(?<target>\s*[\w.,[\] \t]+=\s*)[!%]/;

export function withoutMagics(cell: string): string {
  const cellMagic = CELL_MAGIC.exec(cell)?.groups?.name;
  if (cellMagic !== undefined && !RUNS_CELL.has(cellMagic)) return cell.replace(/[^\r\n]/g, ' ');
  if (!/[!%?,;/]/.test(cell)) return cell;
  const reader = new Reader();
  let continued = false;
  return cell
    .split('\n')
    .map((line) => {
      // A command of the shell may go on in the next line.
      const plain = continued ? commented(line) : reader.isInside ? line : withoutMagic(line);
      continued = plain !== line && !RUNS_LINE.test(line) && BROKEN.test(line);
      reader.read(plain);
      return plain;
    })
    .join('\n');
}

/** One line at whose beginning a statement begins. */
function withoutMagic(line: string): string {
  const prefix = RUNS_LINE.exec(line)?.[0];
  if (prefix !== undefined) {
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    // The shortest of these magics leaves just enough room.
    return `${indent}if 1:`.padEnd(prefix.length) + line.slice(prefix.length);
  }
  if (MAGIC.test(line) || HELP.test(line)) return silenced(line);
  const target = ASSIGNED.exec(line)?.groups?.target;
  if (target === undefined) return line;
  // A name that nobody knows: what the command gives is not known either.
  return withReturn(`${target}_${line.length > target.length + 1 ? '#' : ''}`, line, target.length + 2);
}

function commented(line: string): string {
  return line.replace(/\S/, '#');
}

/** A comment; indented, a statement without effect as well, because a block must not be empty. */
function silenced(line: string): string {
  const start = /\S/.exec(line)?.index;
  if (start === undefined) return line;
  return start === 0 ? commented(line) : withReturn(`${line.slice(0, start)}0#`, line, start + 2);
}

/** As long as the line was. */
function withReturn(head: string, line: string, from: number): string {
  return (head + line.slice(from)).slice(0, line.replace(/\r$/, '').length) + (line.endsWith('\r') ? '\r' : '');
}

/** Follows brackets and strings over lines: within them no statement begins. */
class Reader {
  #depth = 0;
  /** The quotes of a string that is open at a line's end. */
  #quotes: string | undefined;
  #escaped = false;

  get isInside(): boolean {
    return this.#depth > 0 || this.#quotes !== undefined || this.#escaped;
  }

  read(line: string): void {
    const token = /\\.|"""|'''|["'#()[\]{}]/g;
    let comment = false;
    for (const [found] of line.matchAll(token)) {
      if (this.#quotes !== undefined) {
        if (found === this.#quotes) this.#quotes = undefined;
      } else if (found === '#') {
        comment = true;
        break;
      } else if (/^["']/.test(found)) this.#quotes = found;
      else if (/^[([{]/.test(found)) this.#depth++;
      else if (/^[)\]}]/.test(found)) this.#depth = Math.max(0, this.#depth - 1);
    }
    // Only the long quotes reach over lines.
    if (this.#quotes?.length === 1) this.#quotes = undefined;
    this.#escaped = !comment && this.#quotes === undefined && BROKEN.test(line);
  }
}
