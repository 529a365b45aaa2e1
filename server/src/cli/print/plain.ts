// Text from a user's file, made safe for one line of a terminal.

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal must not receive
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Line breaks become blanks; whatever else would move the cursor, colour or reorder letters becomes visible. */
export function plain(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(CONTROL, '\ufffd');
}
