// `convlint explain`: a rule's page, or the list of rules.
import { t } from '@vscode/l10n';
import { rules } from '../rules/index.ts';
import { SEVERITIES } from '../rules/rule.ts';
import { EXIT } from './exit.ts';
import type { Host } from './host.ts';
import { didYouMean, type Options } from './options.ts';
import { type Paint, painter, SEVERITY_COLOURS } from './paint.ts';
import { aligned } from './print/table.ts';

export function explain({ operands: [id] }: Options, locale: string, host: Host): number {
  const paint = painter(host.colours.out);
  if (id === undefined) {
    host.out(ruleList(paint));
    return EXIT.fine;
  }
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) {
    const guess = didYouMean(
      id,
      rules.map((candidate) => candidate.id),
    );
    host.err(`convlint: ${t('no rule {0}', id)}${guess}\n`);
    return EXIT.failed;
  }
  const page =
    (locale === 'en' ? undefined : host.resource(`docs/rules/${locale.toLowerCase()}/${rule.id}.md`)) ??
    host.resource(`docs/rules/${rule.id}.md`);
  host.out(page === undefined ? `${rule.id}\n\n${t(rule.summary)}\n` : `${painted(page.trimEnd(), paint)}\n`);
  return EXIT.fine;
}

/** Worst first, then by name. */
function ruleList(paint: Paint): string {
  const sorted = [...rules].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.id < b.id ? -1 : 1),
  );
  const rows = sorted.map(({ id, severity, summary }) => [
    paint('bold', id),
    paint(SEVERITY_COLOURS[severity], severity),
    t(summary),
  ]);
  return aligned(rows, ['left', 'left', 'left'])
    .map((line) => `${line}\n`)
    .join('');
}

/** Headings and code stand out on a terminal; elsewhere the page is the Markdown that it is. */
function painted(page: string, paint: Paint): string {
  let inCode = false;
  return page
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) {
        inCode = !inCode;
        return paint('dim', line);
      }
      if (inCode) return paint('cyan', line);
      return line.startsWith('#') ? paint('bold', line) : line;
    })
    .join('\n');
}
