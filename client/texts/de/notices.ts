import type { RoomSentences } from '../../../shared/notices/notice.ts';
import { formatsFor } from '../formats.ts';
import { agentNotices } from './agent-notices.ts';
import { goalNotices } from './goal-notices.ts';
import { mediaNotices, recordingNotices } from './media-notices.ts';
import { savingNotices } from './saving-notices.ts';

const { number, list, plural } = formatsFor('de');
const machine = ({ views, rate }: { views: number; rate: number }) =>
  `Dieser Server zeichnet ${views} ${plural(views, 'Ansicht', 'Ansichten')} mit ${number(rate, Number.isInteger(rate) ? 0 : 1)} Bildern in der Sekunde, und alle sind vergeben.`;

/** Messages that are not taken, coming in, and being closed out. */
const admissionNotices = {
  'unknown-message': ({ message, known }) =>
    `Es gibt keine Nachricht „${message}“; sende eine von diesen: ${known.join(', ')}.`,
  'too-many-messages': ({ message }) => `${message}: Diese Nachrichten kommen zu oft; sende weniger.`,
  'host-only': () => 'Das darf nur der Host dieses Raums.',
  'players-only': ({ waiting }) =>
    `Das kann nur, wer spielt; ${waiting ? 'warte auf einen Platz' : 'spiel mit'}.`,
  silenced: () =>
    'Der Host hat dich in diesem Raum mundtot gemacht; nur er kann dich wieder sprechen lassen.',
  'kept-out': () => 'Der Host hat dich aus diesem Raum entfernt und nicht wieder hereingelassen.',
  'invite-revoked': () => 'Der Host hat diese Einladung widerrufen. Bitte um einen neuen Link.',
  'invite-needed': () => 'In diesen Raum kommt man nur mit Einladung. Bitte um einen Link.',
  'host-invite-needed': () => 'Nur mit der Host-Einladung dieses Raums wird man Host.',
  'invite-to-watch': () =>
    'Diese Einladung ist zum Zuschauen. Schau zu, oder bitte um einen Link zum Mitspielen.',
  'invite-to-play': () =>
    'Diese Einladung ist zum Mitspielen. Nur mit der Host-Einladung dieses Raums wird man Host.',
  'room-locked': () => 'Der Host hat diesen Raum gesperrt. Schau zu, oder versuch es später noch einmal.',
  'room-full': ({ seats, watchers }) =>
    `${plural(seats, 'Der einzige Platz', `Alle ${seats} Plätze`)} zum Spielen und ${plural(watchers, 'der einzige', `alle ${watchers}`)} zum Zuschauen sind besetzt. Versuch es später noch einmal.`,
  'watchers-full': ({ watchers }) =>
    `${plural(watchers, 'Der einzige Platz zum Zuschauen ist', `Alle ${watchers} Plätze zum Zuschauen sind`)} besetzt. Versuch es später noch einmal.`,
  'machine-full': ({ watchers, ...rates }) =>
    `${machine(rates)} Auch ${plural(watchers, 'der einzige Warteplatz ist', `alle ${watchers} Warteplätze sind`)} besetzt. Versuch es später noch einmal.`,
  'put-out': ({ by }) =>
    `${by === 'host' ? 'Der Host' : 'Der Betreiber dieses Servers'} hat dich aus diesem Raum entfernt.`,
  'too-many-offences': () => 'Zu viele Nachrichten waren fehlerhaft oder kamen zu oft.',
  unconfirmed: () => 'Du hast nicht bestätigt, dass du im Raum bist. Komm noch einmal herein.',
  'place-wanted': () => 'Jemand anderes möchte diesen Platz.',
  'continued-elsewhere': () => 'Eine andere Seite hat diesen Platz übernommen.',
  'seat-without-video': () => 'Für diesen Platz gibt es kein Bild. Komm noch einmal herein.',
} satisfies Partial<RoomSentences>;

/** Seats, the host's commands and role, and the match. */
const hostNotices = {
  'seat-wanted': ({ seconds }) =>
    `Jemand wartet auf einen Platz, und du hast dich eine Weile nicht bewegt. Beweg dich, um deinen zu behalten: in ${seconds} s geht er weiter.`,
  'seat-passed-on': () =>
    'Deinen Platz hat jemand bekommen, der gewartet hat, denn du hattest dich nicht bewegt. Du wartest auf den nächsten.',
  'waiting-for-machine': (rates) => `${machine(rates)} Du wartest und spielst, sobald es geht.`,
  'kick-self': () => 'Du bist der Host; geh, statt dich selbst zu entfernen.',
  'silence-self': () => 'Du bist der Host; niemand kann dich mundtot machen.',
  'not-kept-out': () => 'Niemand mit dieser Kennung ist ausgesperrt.',
  'host-already': () => 'Du bist schon Host.',
  'successor-program': () => 'Nur ein Mensch kann Host werden.',
  'successor-watches': () => 'Nur wer spielt, kann Host werden.',
  'successor-offline': ({ name }) => `${name} hat die Verbindung verloren; warte, oder wähl jemand anderen.`,
  'no-claim': () =>
    'Niemand mit dieser Kennung möchte Host werden; vielleicht ist die Person gegangen, oder sie hat zu lange gewartet.',
  'claimant-offline': ({ name }) => `${name} hat die Verbindung verloren; warte, bis sie wieder da ist.`,
  'claim-asked': ({ host }) =>
    `${host} ist Host und wurde gefragt, ob du es sein darfst. Bis dahin spielst du mit.`,
  'claim-too-often': ({ host }) =>
    `${host} ist Host und wurde zuletzt zu oft gefragt. Frag im Chat, oder komm später wieder.`,
  'claim-refused': () => 'Der Host hat abgelehnt. Du spielst weiter mit.',
  'claim-unanswered': ({ host }) => `${host} hat nicht geantwortet, das heißt nein. Du spielst weiter mit.`,
  'claim-revoked': () =>
    'Der Host hat die Einladung widerrufen, mit der du gekommen bist. Du spielst weiter mit.',
  'no-round-yet': () => 'Es gibt noch keine Runde, die neu beginnen könnte.',
  'players-needed': ({ players }) =>
    `Für dieses Spiel ${plural(players, 'braucht es jemanden, der spielt', `braucht es ${players} Leute`)}; warte, bis genug da sind.`,
  'game-running': () => 'Das Spiel läuft schon; setz es zurück, um neu zu beginnen.',
} satisfies Partial<RoomSentences>;

/** The rules of the world, its look, and sketches of it. */
const worldNotices = {
  'most-blocks': ({ blocks }) =>
    `Es gibt schon ${plural(blocks, 'einen Block', `${blocks} Blöcke`)}; nimm einen weg, um einen neuen zu setzen.`,
  'no-room-for-block': () => 'Dort ist kein Platz für einen Block.',
  'block-shuts-in': () => 'Ein Block dort würde jemanden einschließen.',
  'no-block-near': ({ metres }) => `Bis ${metres} m vor dir ist kein Block, den du wegnehmen könntest.`,
  'no-door-near': ({ metres }) => `Bis ${metres} m vor dir ist keine Tür.`,
  'looks-fixed': () => 'Dieses Weltmodell kann sein Aussehen nicht ändern; wähl ein anderes Pack.',
  'guidance-range': ({ minimum, maximum }) => `Gib eine Stärke von ${minimum} bis ${maximum} an.`,
  'no-such-control': ({ control, controls }) =>
    `Es gibt keinen Regler „${control}“; wähl einen von diesen: ${controls.join(', ')}.`,
  'control-range': ({ control, value, minimum, maximum }) =>
    `${control} kann nicht ${value} sein; gib eine Zahl von ${minimum} bis ${maximum} an.`,
  'control-choice': ({ control, value, choices }) =>
    `${control} kann nicht ${value} sein; wähl aus: ${list(choices)}.`,
  'no-sentences': () => 'Dieses Pack liest keine Sätze.',
  'cannot-imagine': () => 'Das Modell dieses Raums kann sich keine Orte vorstellen.',
  'sketch-running': () => 'Eine Skizze wird schon gezeichnet; warte, bis sie fertig ist.',
  'sketch-broken-off': () =>
    'Die Skizze ließ sich nicht zu Ende zeichnen; was gezeichnet ist, bleibt. Versuch es noch einmal.',
} satisfies Partial<RoomSentences>;

/** What rooms say, apart from refusals.ts. */
export const notices: RoomSentences = {
  ...admissionNotices,
  ...agentNotices,
  ...goalNotices,
  ...hostNotices,
  ...worldNotices,
  ...mediaNotices,
  ...recordingNotices,
  ...savingNotices,
};
