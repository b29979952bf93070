import type { RoomSentences } from '../../../shared/notices/notice.ts';
import { formatsFor } from '../formats.ts';

const { plural } = formatsFor('de');

const steps = {
  open: 'öffnen',
  connect: 'verbinden',
  consume: 'für diese Ansicht nutzen',
  resume: 'fortsetzen',
} as const;

/** Video, sound and the free camera. */
export const mediaNotices = {
  'views-at-once': ({ maximum }) =>
    `Man kann höchstens ${plural(maximum, 'eine Ansicht', `${maximum} Ansichten`)} zugleich sehen; schließ erst eine.`,
  'requests-at-once': () => 'Zu viele Medienanfragen auf einmal; warte auf die Antworten.',
  'connection-closed': () => 'Die Verbindung ist geschlossen.',
  'view-gone': () => 'Diese Ansicht gibt es in diesem Raum nicht; vielleicht ist die Person gegangen.',
  'consumer-gone': () => 'Diese Ansicht wird nicht mehr empfangen; vielleicht ist die Person gegangen.',
  'no-transport': () => 'Es gibt noch keinen Transport; frag erst nach einem.',
  'transport-closed': () => 'Der Transport wurde geschlossen; frag nach einem neuen.',
  'codec-missing': ({ codec }) =>
    `Dieser Browser spielt ${codec === 'VP8' ? 'kein VP8-Video' : 'keinen Opus-Ton'} ab; nimm ein aktuelles Chromium, Firefox oder Safari.`,
  'media-failed': ({ step }) =>
    `Der Weg des Bildes ließ sich nicht ${steps[step]}. Warum, steht im Protokoll des Servers.`,
  'media-restarting': () => 'Der Medienprozess startet gerade neu; versuch es gleich noch einmal.',
  'media-given-up': () =>
    'Der Medienprozess dieses Servers ist zu oft ausgefallen und wurde aufgegeben. Es gibt kein Bild, bis der Server neu gestartet wird.',
  'video-stalled': () =>
    'Der Server kann das Bild dieser Ansicht nicht kodieren, also steht es still. Er versucht es weiter; den Raum zu verlassen und wiederzukommen kann helfen.',
  'sound-given-up': () =>
    'Der Ton dieses Servers ist zu oft ausgefallen. Es gibt keinen Ton, bis der Server neu gestartet wird.',
  'camera-to-watchers': () => 'Die freie Kamera ist für die, die zuschauen; öffne den Link zum Zuschauen.',
  'camera-taken': () => 'Jemand anderes hat die freie Kamera; warte, bis sie zurückgegeben wird.',
  'camera-busy': () =>
    'Die freie Kamera wird nur gezeichnet, solange der Server Zeit übrig hat; versuch es später noch einmal.',
  'camera-withdrawn': () =>
    'Die freie Kamera wurde entzogen: Der Server braucht alle Zeit für die Ansichten derer, die spielen. Versuch es später noch einmal.',
  'camera-idle': () =>
    'Die freie Kamera wurde zurückgegeben, denn eine Minute lang hat sie niemand gesteuert.',
  'camera-to-host': () => 'Die freie Kamera hat jetzt der Host.',
  'camera-page-hidden': () => 'Die freie Kamera wurde zurückgegeben, denn deine Seite ist verdeckt.',
} satisfies Partial<RoomSentences>;

const folderRemedy = 'der Betreiber kann mit --recording-folder einen anderen wählen.';

/** Recordings: why they do not begin, and why they end. */
export const recordingNotices = {
  'own-view-only': () => 'Du darfst deine eigene Ansicht aufnehmen; die anderen nimmt der Host auf.',
  'watchers-record-nothing': () => 'Wer zuschaut, kann nichts aufnehmen; der Host kann es.',
  'no-such-view': () => 'Diese Ansicht gibt es in diesem Raum nicht.',
  'no-picture-yet': () => 'Das erste Bild dieser Ansicht ist noch nicht da; versuch es gleich noch einmal.',
  'no-such-recording': () => 'Diese Aufnahme gibt es in diesem Raum nicht.',
  'recording-of-others': () => 'Eine Aufnahme beendet nur der Host, oder wer sie begonnen hat.',
  'recording-off': () => 'Dieser Server nimmt nichts auf.',
  'view-recorded-already': () => 'Diese Ansicht wird schon aufgenommen.',
  'recordings-of-room': ({ maximum }) =>
    `Ein Raum nimmt höchstens ${plural(maximum, 'eine Ansicht', `${maximum} Ansichten`)} zugleich auf; beende erst eine Aufnahme.`,
  'recordings-of-server': ({ maximum }) =>
    `${plural(maximum, 'Die einzige Aufnahme', `Alle ${maximum} Aufnahmen`)} dieses Servers sind in Gebrauch; versuch es später noch einmal.`,
  'recordings-space': () =>
    'Der Platz für Aufnahmen auf diesem Server ist verbraucht; er wird wieder frei, wenn ältere ablaufen.',
  'nothing-to-clip': () => 'Von deiner Sicht gibt es noch nichts zu speichern.',
  'clip-just-saved': () => 'Eben wurde schon ein Clip gespeichert; der nächste geht in ein paar Sekunden.',
  'longest-recording': () => 'Sie hat die größte Länge erreicht.',
  'largest-recording': () => 'Sie hat die größte Größe erreicht.',
  'recorded-player-left': () => 'Die Person ist gegangen.',
  'recording-server-closing': () => 'Der Server wird beendet.',
  'recording-ended-by-operator': () => 'Der Betreiber dieses Servers hat sie beendet.',
  'nothing-recorded': () => 'Es gab kein Bild zum Aufnehmen.',
  'disk-slow': () => 'Die Festplatte des Servers ist zu langsam für Aufnahmen.',
  'disk-full': () => 'Die Festplatte des Servers ist voll.',
  'disk-failing': () => 'Die Festplatte des Servers ist defekt.',
  'recording-folder-forbidden': () =>
    `Der Server darf nicht in seinen Ordner für Aufnahmen schreiben; ${folderRemedy}`,
  'recording-folder-unusable': () =>
    `Der Ordner für Aufnahmen dieses Servers ist nicht zu gebrauchen; ${folderRemedy}`,
  'recording-broken': () => 'Der Server konnte sie nicht fortsetzen. Warum, steht in seinem Protokoll.',
} satisfies Partial<RoomSentences>;
