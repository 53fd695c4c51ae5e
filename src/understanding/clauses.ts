/** A message taken apart where one wish may end and the next begin. */
const SENTENCE_END = String.raw`(?<=[.!?;])\s+|\n\s*`;
/** "I would also like" is no seam. */
const NOT_WITHIN = String.raw`(?<!(?<!\p{L})(?:i|we|you|u|it|they|he|she|would|will|could|can|should|please|have|has|had|is|are|was|do|did|am|and|but)\s)`;
const JOINT = String.raw`[\s,]{1,3}(?:and also|${NOT_WITHIN}also|and|plus|oh and|btw|n|&|y también|y|e|además|und|sowie|außerdem|et aussi|et|ainsi que)\s+`;
const SEAM = new RegExp(`${SENTENCE_END}|${JOINT}`, 'giu');
/** What stands between these is somebody else's words, or a machine's. */
const QUOTED =
  /"[^"]{1,400}"|“[^”]{1,400}[”“]|„[^“”]{1,400}[“”]|«[^»]{1,400}»|`[^`]{1,400}`|\{[^}]{1,400}\}|<[^>]{1,400}>/gu;
const MOST_CHARS = 1_500;
const LEAST_CHARS = 8;

export function clausesOf(text: string): string[] {
  const message = text.slice(0, MOST_CHARS);
  // Blanked out, so that no seam is found inside and every other character stays in its place.
  const outside = message.replace(QUOTED, (quoted) => '"'.repeat(quoted.length));
  const clauses: string[] = [];
  let from = 0;
  for (const seam of outside.matchAll(SEAM)) {
    clauses.push(message.slice(from, seam.index));
    from = seam.index + seam[0].length;
  }
  clauses.push(message.slice(from));
  return clauses.map((clause) => clause.trim()).filter((clause) => clause.length >= LEAST_CHARS);
}
