// Code that was commented out by the hundred lines, as blanks: at each of such lines the grammar reads on to the last one, so
// that the work grows with their square. What a comment says is read from the text itself. Knows strings and comments.

/** Fewer cost nothing. */
const LONG = /(?:^[ \t]*#[^\n]*\n(?:[ \t\r]*\n)*){20}/m;

/** Strings, so that what looks like a comment inside is none; long comments; others. */
const STRINGS_AND_COMMENTS = [
  /"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"""/,
  /'''[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*'''/,
  /"(?:[^"\\\n]|\\[\s\S])*"/,
  /'(?:[^'\\\n]|\\[\s\S])*'/,
  /(?<=^[ \t]*)(?<long>(?:#[^\n]*\n(?:[ \t\r]*\n)*[ \t]*){20,})/,
  /#[^\n]*/,
];
const TOKEN = new RegExp(STRINGS_AND_COMMENTS.map(({ source }) => source).join('|'), 'gm');

/** As long as the text, and with the same lines. */
export function withoutLongComments(text: string): string {
  if (!LONG.test(text)) return text;
  return text.replace(TOKEN, (token, long?: string) => (long === undefined ? token : long.replace(/\S/g, ' ')));
}
