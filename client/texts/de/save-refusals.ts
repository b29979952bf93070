import type { Sentences } from '../../../shared/refusals/coded.ts';
import type { SaveRefusal } from '../../../shared/refusals/save-refusals.ts';

export const saveRefusals: Sentences<SaveRefusal> = {
  'saving-off': () => 'Dieser Server behält keine Räume. Er wurde mit --data-folder none gestartet.',
  'no-such-slot': () => 'Diesen gespeicherten Moment des Raums gibt es nicht; vielleicht wurde er entfernt.',
  'slots-full': ({ maximum }) =>
    `Ein Raum hat höchstens ${maximum} gespeicherte Momente. Entferne erst einen.`,
  'old-future': () => 'Das gehört zu einer Zukunft, aus der der Raum zurückgeholt wurde.',
  'save-unreadable': ({ part }) => `${part} gehört zu keinem gespeicherten Raum oder ist nicht lesbar.`,
  'save-incomplete': ({ part }) =>
    `Der gespeicherte Raum ist unvollständig: ${part} fehlt oder endet zu früh. Speichere ihn noch einmal.`,
  'save-damaged': ({ part }) =>
    `Der gespeicherte Raum ist beschädigt: ${part} ist nicht, was geschrieben wurde. Nimm eine andere Kopie.`,
  'save-field': ({ part, field }) =>
    `Der gespeicherte Raum ist nicht lesbar: ${field} in ${part} ist falsch.`,
  'save-newer': ({ format, known }) =>
    `Der gespeicherte Raum hat Format ${format}; dieser Server liest Format ${known}. Nimm einen neueren Server.`,
  'save-of-another-pack': ({ pack, here }) =>
    `Der gespeicherte Raum gehört zum Paket "${pack}"; dieser Server hat "${here}".`,
  'save-too-large': ({ megabytes }) =>
    `Die Datei ist größer als ${megabytes} MB, und mehr wird nicht gelesen.`,
  'store-in-use': () => 'Ein anderer Server benutzt den Datenordner. Gib jedem Server einen eigenen.',
  'room-elsewhere': () => 'Ein anderer Server hat diesen Raum offen. Versuch es gleich noch einmal.',
  'room-taken-over': () => 'Ein anderer Server hat diesen Raum jetzt. Öffne den Link noch einmal.',
  'store-cleaned': () =>
    'Unbenutzte Bilder wurden aus dem Speicher entfernt, während dieser Server von ihm getrennt war. Starte ihn neu.',
  'store-full': () => 'Die Platte mit den gespeicherten Räumen ist voll.',
  'store-failing': () =>
    'Gespeicherte Räume sind gerade nicht zu lesen oder zu schreiben. Warum, steht im Protokoll des Servers.',
  'server-ending': () => 'Dieser Server wird neu gestartet. Versuch es in einer Minute noch einmal.',
};
