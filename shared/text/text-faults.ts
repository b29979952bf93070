import type { TextFault } from '../refusals/text-fault.ts';

/** Most combining marks on one character. Vietnamese, Thai, vocalised Arabic and Hebrew, and Tibetan need up to four. */
const mostMarks = 4;

const zwnj = '\u200c';
const zwj = '\u200d';

/** Bidirectional controls: they change the direction of the text after them (UAX #9). */
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/**
 * Invisible characters: default-ignorable code points (Unicode, DerivedCoreProperties), interlinear annotation,
 * and letters and symbols with a blank glyph.
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffc\u{13441}\u{13442}\u{1d159}]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
const mark = /\p{M}/u;
const pictograph = /\p{Extended_Pictographic}/u;

/** Scripts whose letters change their shape when joined. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Balinese}\p{Script=Javanese}]/u;
/** Viramas: signs that remove the vowel. */
const virama =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u103a\u17d2\u1b44\ua9c0]/u;

/** England, Scotland and Wales: a black flag, and tags that spell the region (UTS #51, annex C). */
const subdivisionFlags = ['gbeng', 'gbsct', 'gbwls'].map((region) => [
  '\u{1f3f4}',
  ...[...region].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))),
  '\u{e007f}',
]);

/**
 * Why a text cannot be shown to others: its first character that is unassigned, invisible, a bidirectional control
 * or a line break, or a stack of too many marks; undefined for a valid text. Joiners and variation selectors are
 * accepted where they change the glyph: within an emoji, and where Indic, Arabic and similar scripts need them.
 */
export function faultOf(text: string): TextFault | undefined {
  // Composed first, so that a letter with its usual marks is one character.
  const characters = [...text.normalize('NFC')];
  let seen = false;
  let marks = 0;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at];
    const flag = subdivisionFlags.find((tags) => tags.every((tag, i) => characters[at + i] === tag));
    if (flag !== undefined) {
      seen = true;
      at += flag.length - 1;
      continue;
    }
    const fault = faultAt(characters, at);
    if (fault !== undefined) return fault;
    if (mark.test(character)) {
      const spacing = /\p{Mc}/u.test(character);
      if (!spacing && !isSelector(character)) marks++;
      if (!spacing && (at === 0 || /\p{Zs}/u.test(characters[at - 1]))) {
        return { code: 'lone-mark', values: { character: nameOf(character) } };
      }
    } else {
      // Marks that are composed with their letter count, too.
      marks = [...character.normalize('NFD')].filter((part) => mark.test(part)).length;
      seen ||= visible.test(character);
    }
    if (marks > mostMarks) return { code: 'too-many-marks', values: { marks: mostMarks } };
  }
  return seen || text.trim() === '' ? undefined : { code: 'nothing-visible', values: {} };
}

function faultAt(characters: readonly string[], at: number): TextFault | undefined {
  const character = characters[at];
  if (/[\p{Cs}\ufffd]/u.test(character)) {
    return { code: 'damaged', values: { character: nameOf(character) } };
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(character) || bidirectional.test(character)) {
    return { code: 'control', values: { character: nameOf(character) } };
  }
  if (invisible.test(character) && !changesItsNeighbours(characters, at)) {
    return { code: 'invisible', values: { character: nameOf(character) } };
  }
  // Emoji newer than this machine's Unicode tables already count as pictographs.
  if (/[\p{Co}\p{Cn}]/u.test(character) && !pictograph.test(character) && !invisible.test(character)) {
    return { code: 'meaningless', values: { character: nameOf(character) } };
  }
  return undefined;
}

/** Whether an invisible character belongs to the characters around it. */
function changesItsNeighbours(characters: readonly string[], at: number): boolean {
  const character = characters[at];
  const before = characters[at - 1] ?? '';
  const after = characters[at + 1] ?? '';
  if (character === zwj && joinsEmoji(characters, at)) return true;
  if (character === zwj || character === zwnj) {
    if (virama.test(before)) return true;
    return joining.test(letterBefore(characters, at)) && joining.test(after);
  }
  if (!isSelector(character)) return false;
  if (/[\u180b-\u180f]/.test(character)) return /\p{Script=Mongolian}/u.test(before);
  if (character === '\ufe0e' || character === '\ufe0f') {
    return pictograph.test(before) || after === '\u20e3';
  }
  return /\p{Script=Han}/u.test(before);
}

/** As in a family, a profession or the rainbow flag (UTS #51, emoji ZWJ sequences). */
function joinsEmoji(characters: readonly string[], at: number): boolean {
  let before = at - 1;
  while (before > at - 3 && /[\ufe0f\p{Emoji_Modifier}]/u.test(characters[before] ?? '')) before--;
  return pictograph.test(characters[before] ?? '') && pictograph.test(characters[at + 1] ?? '');
}

/** Base character of the marks before an index; a mark may belong to no script of its own. */
function letterBefore(characters: readonly string[], at: number): string {
  let before = at - 1;
  while (before > 0 && /\p{Mn}/u.test(characters[before])) before--;
  return characters[before] ?? '';
}

function isSelector(character: string): boolean {
  return /[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(character);
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
