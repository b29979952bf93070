import type { RefusalSentences } from '../../../shared/refusals/refusal.ts';
import { type TextFaultPredicates, textFaultPredicate } from '../../../shared/refusals/text-fault.ts';
import { formatsFor } from '../formats.ts';

const { plural } = formatsFor('de');

/** After a subject such as "Dieser Name". */
export const textFaults: TextFaultPredicates = {
  empty: () => 'darf nicht leer sein',
  'too-long': ({ characters }) => `darf höchstens ${characters} Zeichen haben`,
  'lone-mark': ({ character }) =>
    `darf kein Zusatzzeichen ohne Buchstaben enthalten (hier ${character}); entferne es`,
  'too-many-marks': ({ marks }) =>
    `darf nicht mehr als ${marks} Zusatzzeichen auf einem Buchstaben haben; entferne einige`,
  'nothing-visible': () => 'muss etwas Sichtbares enthalten',
  damaged: ({ character }) =>
    `darf keine beschädigten Zeichen enthalten (hier ${character}); tipp es neu ein`,
  control: ({ character }) => `darf keine Steuerzeichen enthalten (hier ${character}); entferne es`,
  invisible: ({ character }) => `darf keine unsichtbaren Zeichen enthalten (hier ${character}); entferne es`,
  meaningless: ({ character }) =>
    `darf keine Zeichen ohne Bedeutung enthalten (hier ${character}); entferne es`,
  'host-badge': () => 'darf keine Krone enthalten, denn die ist das Abzeichen des Hosts; entferne sie',
  'host-word': () => 'darf nicht sagen, wer Host ist, denn das macht die Seite selbst; entferne das',
};

const asked = {
  rooms: 'macht zu oft Räume auf',
  joins: 'betritt zu oft Räume',
  upgrades: 'verbindet sich zu oft',
  pictures: 'verlangt zu oft Bilder',
  downloads: 'verlangt zu oft Downloads',
  health: 'verlangt diesen Bericht zu oft',
  calls: 'fragt diesen Server zu oft',
} as const;

export const refusals: RefusalSentences = {
  'unknown-world': ({ world, worlds }) =>
    `Es gibt keine Welt „${world}“; wähl eine von diesen: ${worlds.join(', ')}.`,
  'unknown-mode': ({ mode, modes }) =>
    `Es gibt keinen Spielmodus „${mode}“; wähl einen von diesen: ${modes.join(', ')}.`,
  'rooms-in-use': ({ maximum }) =>
    plural(
      maximum,
      'Der einzige Raum dieses Servers ist in Gebrauch. Spiel dort mit, oder versuch es später noch einmal.',
      `Alle ${maximum} Räume dieses Servers sind in Gebrauch. Spiel in einem mit, oder versuch es später noch einmal.`,
    ),
  'rooms-opening': ({ opening }) =>
    `Dieser Server öffnet schon ${plural(opening, 'einen Raum', `${opening} Räume`)}. Versuch es in ein paar Sekunden noch einmal.`,
  'rooms-of-address': () =>
    'Von deiner Adresse sind so viele Räume offen, wie sie haben darf. Spiel in einem davon mit; ein Raum endet, wenn niemand mehr darin ist.',
  'too-often': ({ kind, seconds }) => `Deine Adresse ${asked[kind]}. Versuch es in ${seconds} s noch einmal.`,
  'room-gone': () => 'Diesen Raum gibt es nicht, oder er ist zu Ende.',
  'member-gone': () => 'Niemand in diesem Raum hat diese Kennung; vielleicht ist die Person gegangen.',
  'recording-ended': () => 'Unter dieser Kennung läuft keine Aufnahme; vielleicht ist sie zu Ende.',
  'text-fault': ({ field, fault }) =>
    `${field === 'name' ? 'Der Name' : `Das Feld „${field}“`} ${textFaultPredicate(textFaults, fault)}.`,
  unreadable: () => 'Die Anfrage ist nicht lesbar; sende JSON.',
  forbidden: () => 'Das darf nicht gelesen werden.',
  'nothing-here': () => 'Unter dieser Adresse ist nichts.',
  'too-large': ({ limit }) => `Die Anfrage ist zu groß; sende höchstens ${limit}.`,
  'unknown-encoding': () =>
    'Die Anfrage hat einen Zeichensatz oder eine Kodierung, die hier nicht gelesen wird; sende JSON als UTF-8, nicht komprimiert.',
  'no-such-range': () => 'Die Datei hat keinen solchen Abschnitt.',
  'not-as-it-is': () => 'So lässt sich die Anfrage nicht beantworten.',
  'server-failed': () => 'Der Server konnte das nicht. Warum, steht in seinem Protokoll.',
};
