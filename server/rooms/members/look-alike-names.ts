import unhomoglyph from 'unhomoglyph';

/**
 * Letters that look like Latin ones in some fonts, beyond the table of UTS #39 (confusables.txt, which unhomoglyph
 * holds): small capitals, to which that table leads Cyrillic letters, and letters of which one is often taken for
 * another.
 */
const further: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ ʙ: 'b', ʜ: 'h', ᴋ: 'k', ᴍ: 'rn', ᴛ: 't', ɢ: 'g', ʀ: 'r', ɴ: 'n', ʟ: 'l' }),
  ...Object.entries({ i: 'l', ı: 'l', '|': 'l', m: 'rn', w: 'vv', w̩: 'vv' }),
]);
const ignorable = /[\p{Default_Ignorable_Code_Point}\s]/gu;
/** The number that a room added to a name. */
const numbered = /^(.*\S) \((\d{1,4})\)$/u;

/** The name that was asked for, or that name with the lowest number that nobody in `present` looks like. */
export function distinctName(wished: string, present: Iterable<string>): string {
  const taken = new Set([...present].flatMap(looksOf));
  const isFree = (name: string) => !looksOf(name).some((look) => taken.has(look));
  if (isFree(wished)) return wished;
  const base = numbered.exec(wished)?.[1] ?? wished;
  for (let number = 2; ; number++) {
    const name = `${base} (${number})`;
    if (isFree(name)) return name;
  }
}

/** Whether people could take one name for the other. */
export function lookAlike(one: string, other: string): boolean {
  const looks = looksOf(other);
  return looksOf(one).some((look) => looks.includes(look));
}

/**
 * Keys of which two names that look alike share one. Letters of another script look like Latin ones in their own case (UTS
 * #39, skeleton), and case itself is no difference: `ΝΙCΚ` is like `NICK`, `νικος` like `ΝΙΚΟΣ`.
 */
function looksOf(name: string): string[] {
  const plain = name.normalize('NFKC').replace(ignorable, '');
  return [...new Set([skeleton(plain), skeleton(caseFolded(plain))])];
}

function skeleton(text: string): string {
  const latin = unhomoglyph(text.normalize('NFD'));
  // Twice: what a letter looks like may have a look-alike in the other case.
  const folded = unhomoglyph(caseFolded(latin).normalize('NFD'));
  return [...caseFolded(folded)].map((letter) => further.get(letter) ?? letter).join('');
}

/** Upper case first, so that ß is SS and ς is Σ. The dot that a Turkish İ leaves goes. */
function caseFolded(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('i\u0307', 'i');
}
