/**
 * Private-use characters that mark a name in a sentence. The room rejects names that contain one
 * (shared/text).
 */
const [begins, ends] = ['\ue000', '\ue001'];
const marked = /\ue000([^\ue001]*)\ue001/;
/** The number that a room adds to a name which looks like another one. */
const numbered = /^(.*\S)( \(\d+\))$/u;

/** A name, and the number after it; the number is empty if the room added none. */
export function nameParts(name: string): { base: string; number: string } {
  const [base, number] = numbered.exec(name)?.slice(1) ?? [name, ''];
  return { base, number };
}

/** Marks a name in a sentence, for {@link sentencePieces}. */
export function markName(name: string): string {
  return begins + name + ends;
}

/** A sentence without marks. */
export function plainSentence(sentence: string): string {
  return sentence.replaceAll(begins, '').replaceAll(ends, '');
}

/** The pieces of a sentence between marks, in order, without empty ones; every other one is a marked name. */
export function sentencePieces(sentence: string): { piece: string; isName: boolean }[] {
  // The pattern has a group, so every other part is a match.
  const pieces = sentence.split(marked).map((piece, index) => ({ piece, isName: index % 2 === 1 }));
  return pieces.filter(({ piece, isName }) => isName || piece !== '');
}
