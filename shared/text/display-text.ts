import { z } from 'zod';
import { englishTextFaults } from '../refusals/english-faults.ts';
import { type TextFault, textFaultPredicate } from '../refusals/text-fault.ts';
import { faultOf } from './text-faults.ts';

/** Greatest length of a text that people type. */
export interface TextLimits {
  /** Grapheme clusters: characters as a reader counts them. */
  characters: number;
  /** UTF-16 code units. One grapheme cluster of an emoji or of an Indic script can take many. */
  codeUnits: number;
}

export const nameLimits: TextLimits = { characters: 24, codeUnits: 96 };
export const roomNameLimits: TextLimits = { characters: 40, codeUnits: 160 };
export const chatLimits: TextLimits = { characters: 200, codeUnits: 800 };
export const promptLimits: TextLimits = { characters: 200, codeUnits: 800 };

/** Factor on the bound of code units for raw input: bounds the cost of collapsing a long run of white space. */
const rawFactor = 4;

/** White space and line breaks at both ends, which pasted text often has. */
const ends = /^[\t-\r\p{Zs}]+|[\t-\r\p{Zs}]+$/gu;

/**
 * Text that one person types and others read, on one line. The schema normalises it to NFC (UAX #15), collapses
 * runs of spaces and trims both ends. It rejects characters that are invisible or that change how the text around
 * them is shown (see {@link faultOf}); the message names the character and the remedy.
 */
export function displayText({ characters, codeUnits }: TextLimits) {
  const tooLong: TextFault = { code: 'too-long', values: { characters } };
  return z.string().transform((text, context) => {
    const refuse = (fault: TextFault) => {
      context.addIssue(issueOf(fault));
      return z.NEVER;
    };
    if (text.length > rawFactor * codeUnits) return refuse(tooLong);
    const line = text.replace(ends, '');
    const fault = faultOf(line);
    if (fault !== undefined) return refuse(fault);
    const clean = line
      .normalize('NFC')
      .replace(/\p{Zs}+/gu, ' ')
      .trim();
    if (clean === '') return refuse({ code: 'empty', values: {} });
    if (clean.length > codeUnits || graphemes(clean) > characters) return refuse(tooLong);
    return clean;
  });
}

/** A person's name. A name that imitates the host's badge is rejected, so that nobody can pose as host. */
export function personName() {
  return displayText(nameLimits).superRefine((name, context) => {
    const fault = badgeFaultOf(name);
    if (fault !== undefined) context.addIssue(issueOf(fault));
  });
}

/** Crowns, and chess pieces that wear one: the badge is the picture of a crown. */
const crowns = /[\u{2654}\u{2655}\u{265a}\u{265b}\u{1f451}\u{1fa00}-\u{1fa6d}]/u;
/** The word of the badge, in brackets of any kind. */
const bracketedHost = /[\p{Ps}\p{Pi}<|*]\s*(?:the\s+)?host\s*[\p{Pe}\p{Pf}>|*]/iu;

function badgeFaultOf(name: string): TextFault | undefined {
  if (crowns.test(name)) return { code: 'host-badge', values: {} };
  if (!bracketedHost.test(name.normalize('NFKC'))) return undefined;
  return { code: 'host-word', values: {} };
}

/** The English sentence for logs and programs, and the fault itself for pages in other languages. */
function issueOf(fault: TextFault) {
  const message = textFaultPredicate(englishTextFaults, fault);
  return { code: 'custom', message, params: { fault } } as const;
}

/** Number of grapheme clusters. */
export function graphemes(text: string): number {
  // Browsers before 2024 may lack Intl.Segmenter.
  if (!('Segmenter' in Intl)) return [...text.replace(/[\p{M}\p{Emoji_Modifier}]|\u200d./gu, '')].length;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let count = 0;
  for (const _ of segmenter.segment(text)) count++;
  return count;
}
let segmenter: Intl.Segmenter | undefined;
