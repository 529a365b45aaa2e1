// Putting values into a text. Knows no text.

/** `{0}` stands for the first value; what has none stays. */
export function fill(text: string, ...values: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (whole, place) => values[Number(place)] ?? whole);
}
