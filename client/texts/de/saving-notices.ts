import type { RoomSentences } from '../../../shared/notices/notice.ts';
import { formatsFor } from '../formats.ts';

const { plural } = formatsFor('de');
const seconds = (count: number) => `${count} ${plural(count, 'Sekunde', 'Sekunden')}`;
const span = (count: number) => (count < 120 ? seconds(count) : `${Math.round(count / 60)} Minuten`);

/** Speichern, Zurückgehen und Ende von Räumen. */
export const savingNotices = {
  'saving-fails': ({ why }) =>
    why === 'disk-full'
      ? 'Die Platte des Servers ist voll: Was jetzt geschieht, wird nicht gespeichert. Der Raum läuft weiter.'
      : 'Der Raum kann gerade nicht gespeichert werden. Er läuft weiter.',
  'saving-works': () => 'Der Raum wird wieder gespeichert.',
  'no-replay': () => 'Dieser Raum zeigt die Gegenwart: Hier ist nichts zu spulen.',
  'moment-kept': ({ name }) => `Als „${name}“ gespeichert.`,
  'room-rewound': ({ seconds }) =>
    `Der Raum ist um ${span(seconds)} zurückgegangen. Was danach war, bleibt gespeichert.`,
  'server-ends-soon': ({ seconds: count, kept }) =>
    kept
      ? `Der Server startet in ${seconds(count)} neu. Der Raum ist gespeichert und geht danach weiter.`
      : `Der Server startet in ${seconds(count)} neu, und der Raum endet.`,
} satisfies Partial<RoomSentences>;
