// The outline: the sections of a file with their rows.
import type { BuiltModel, DocumentSymbol } from '../front-end.ts';
import type { ModelFile, Row } from './syntax.ts';

export function symbolsOf(file: ModelFile, text: string, { name, span, head }: BuiltModel): readonly DocumentSymbol[] {
  const sections = file.sections.map((section): DocumentSymbol => {
    const around = { start: section.keySpan.start, end: Math.max(section.span.end, section.keySpan.end) };
    const rows = file.rows.filter((row) => section.span.start <= row.span.start && row.span.end <= section.span.end);
    return {
      name: section.name,
      detail: '',
      kind: 'block',
      span: around,
      head: section.keySpan,
      children: rows.map((row) => rowSymbol(row, text)),
    };
  });
  if (sections.length === 0) return [];
  const start = Math.min(span.start, ...sections.map((section) => section.span.start));
  return [{ name, detail: '', kind: 'model', span: { start, end: span.end }, head, children: sections }];
}

function rowSymbol({ index, module, args, span }: Row, text: string): DocumentSymbol {
  const written = args.map((arg) => text.slice(arg.span.start, arg.span.end).replace(/\s+/g, ' ')).join(', ');
  const name = module.name === '' ? `${index}` : `${index} ${module.name}`;
  return { name, detail: written, kind: 'layer', span, head: module.span, children: [] };
}
