import type { Sentences } from '../../../shared/refusals/coded.ts';
import { type FieldFaultPredicates, fieldFaultPredicate } from '../../../shared/refusals/field-fault.ts';
import type { HeaderRefusal } from '../../../shared/refusals/header-refusals.ts';
import type { RefusalSentences } from '../../../shared/refusals/refusal.ts';
import { type TextFaultPredicates, textFaultPredicate } from '../../../shared/refusals/text-fault.ts';
import { formatsFor } from '../formats.ts';
import { saveRefusals } from './save-refusals.ts';

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

/** After the name of a field. */
export const fieldFaults: FieldFaultPredicates = {
  'wrong-type': ({ expected }) => `muss vom Typ ${expected} sein`,
  'too-small': ({ minimum }) => `muss mindestens ${minimum} sein`,
  'too-large': ({ maximum }) => `darf höchstens ${maximum} sein`,
  'too-short': ({ minimum }) => `muss mindestens die Länge ${minimum} haben`,
  'too-long': ({ maximum }) => `darf höchstens die Länge ${maximum} haben`,
  'no-choice': ({ choices }) => `muss eins davon sein: ${choices.join(', ')}`,
  'wrong-form': ({ form }) => `ist nicht so geschrieben, wie es sein muss (${form})`,
  'unknown-field': () => 'ist hier nicht bekannt; lass es weg',
  'outside-area': () => 'muss in der Fläche liegen; mach sie größer, oder versetz die Wand',
  'area-side': ({ axis, minimum, maximum }) =>
    `muss entlang ${axis} ${minimum} bis ${maximum} m von der anderen Ecke entfernt liegen`,
  'wrong-count': ({ count, given }) => `muss ${count} Einträge haben, nicht ${given}`,
  other: () => 'ist nicht so, wie es sein muss',
};

const links = {
  invite: 'Diese Einladung',
  export: 'Dieser Link zum Exportieren',
  download: 'Dieser Link zum Herunterladen',
} as const;
const whole = {
  invite: 'Nimm den ganzen Link.',
  export: 'Nimm den Link zum Exportieren, mit dem der Raum aufgemacht wurde.',
  download: 'Nimm den Link zum Herunterladen, den der Raum zeigt.',
} as const;

const asked = {
  rooms: 'macht zu oft Räume auf',
  joins: 'betritt zu oft Räume',
  upgrades: 'verbindet sich zu oft',
  pictures: 'verlangt zu oft Bilder',
  previews: 'verlangt zu oft Vorschauen',
  downloads: 'verlangt zu oft Downloads',
  health: 'verlangt diesen Bericht zu oft',
  calls: 'fragt diesen Server zu oft',
} as const;

const passOn = 'nginx: proxy_set_header Host $http_host;';
const upgrades =
  'Der Proxy davor muss Upgrade und Connection weitergeben, und das über HTTP/1.1 ' +
  '(nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";).';
const start = (page: string) => `oder starte den Server mit --public-url ${page}/.`;

/** Names of headers and options are what they are in every language. */
const headerRefusals: Sentences<HeaderRefusal> = {
  'host-unreadable': ({ header, host }) =>
    `${header} ist „${host}“, und das ist kein Name eines Rechners. Sende Name und Port dieses Servers.`,
  'host-unknown': ({ header, host, name, url, address, known }) => {
    const expected = known === '' ? '' : `${known}, `;
    const remedy = address
      ? `Wenn diese Adresse hierher führt, starte den Server mit --allowed-hosts ${name}, oder mit --announced-address ${name}, damit auch das Bild sie findet.`
      : `Wenn dieser Name dir gehört, starte den Server mit --public-url ${url} oder --allowed-hosts ${name}.`;
    return `${header} ist „${host}“, und so heißt dieser Server nicht. Er erwartet ${expected}localhost, eine Adresse oder den Namen seines Rechners. ${remedy}`;
  },
  'origin-unreadable': ({ origin }) =>
    `Origin ist „${origin}“, und das ist keine Seite eines Servers. Öffne die Seite unter ihrer eigenen Adresse.`,
  'origin-foreign': ({ origin, host, header, page }) =>
    `Origin ist „${origin}“, aber dieser Server wurde als „${host}“ angesprochen (${header}) und nimmt nur von seinen eigenen Seiten Befehle an. ` +
    `Wenn beide dir gehören, lass den Proxy davor den Header Host des Browsers weitergeben, oder starte den Server mit --public-url ${page}/ oder --allowed-origins ${page}.`,
  'origin-altered': ({ header, host, origin, page }) =>
    `${header} ist „${host}“, aber Origin ist „${origin}“. Der Proxy davor hat eins davon geändert und muss beide so ` +
    `weitergeben, wie der Browser sie gesendet hat (${passOn}); ${start(page)}`,
  'scheme-altered': ({ scheme, page, expected }) =>
    `X-Forwarded-Proto sagt ${scheme}, aber die Seite ist unter ${page}. Der Proxy davor muss sagen, wie der Browser gekommen ist, nämlich mit ${expected}; ${start(page)}`,
  'port-dropped': ({ header, host, page, expected }) =>
    `${header} ist „${host}“, ohne den Port der Seite, die unter ${page} ist. Der Proxy davor muss es so weitergeben, ` +
    `wie der Browser es gesendet hat, also „${expected}“ (${passOn}); ${start(page)}`,
  'port-altered': ({ header, host, port, page, expected }) =>
    `${header} ist „${host}“, aber die Seite ist unter ${page}, an einem anderen Port als ${port}. Öffne die Seite unter der eigenen ` +
    `Adresse des Servers; oder lass einen Proxy davor „${expected}“ weitergeben, ${start(page)}`,
  'upgrade-missing': () =>
    `Upgrade fehlt: Eine Anfrage nach einem WebSocket kam ohne diesen Header. ${upgrades}`,
  'connection-altered': ({ connection, version }) =>
    `Connection ist „${connection}“ und müsste „upgrade“ sein: Eine Anfrage nach einem WebSocket kam ohne das, über HTTP/${version}. ${upgrades}`,
};

export const refusals: RefusalSentences = {
  'unknown-world': ({ world, worlds }) =>
    `Es gibt keine Welt „${world}“; wähl eine von diesen: ${worlds.join(', ')}.`,
  'unknown-mode': ({ mode, modes }) =>
    `Es gibt keinen Spielmodus „${mode}“; wähl einen von diesen: ${modes.join(', ')}.`,
  'beginning-without-map': ({ begin, beginnings }) =>
    `Räume dieses Servers können nicht mit „${begin}“ beginnen, denn sein Modell kann keinen Boden erfinden; wähl eins von diesen: ${beginnings.join(', ')}.`,
  'plan-without-map': () =>
    'Ein Raum, der nur seine Welt hat, hat keine Karte, von der man etwas verlangen kann; lass das weg, oder wähl einen anderen Anfang.',
  'mode-without-map': ({ mode }) =>
    `Das Spiel „${mode}“ braucht Boden ohne Grenzen; wähl ein anderes Spiel, oder einen anderen Anfang.`,
  'sentence-unread': () => 'Das Modell dieses Servers versteht keine Sätze; lass das Feld leer.',
  'previews-busy': ({ seconds }) =>
    `Dieser Server träumt gerade für andere. Versuch es in ${plural(seconds, 'einer Sekunde', `${seconds} Sekunden`)} noch einmal.`,
  'lock-step-off': () =>
    'Dieser Server öffnet keine Räume, die auf Agenten warten. Starte einen eigenen mit --lock-step on.',
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
  malformed: ({ field, fault }) =>
    `${field === '' ? 'Die Anfrage' : `Das Feld „${field}“`} ${fieldFaultPredicate(fieldFaults, fault)}.`,
  'connections-of-address': ({ maximum }) =>
    `Deine Adresse hat ${plural(maximum, 'eine Verbindung', `${maximum} Verbindungen`)} zu diesem Server, mehr darf sie nicht haben. Schließ eine davon.`,
  'connections-joining': ({ joining, seconds }) =>
    `Deine Adresse hat ${plural(joining, 'eine Verbindung', `${joining} Verbindungen`)}, die noch im Entstehen ${plural(joining, 'ist', 'sind')}. Versuch es in ${seconds} s noch einmal.`,
  'address-unreadable': () => 'Der Header Host oder die Adresse ist nicht lesbar.',
  'no-such-world': () => 'Diese Welt gibt es nicht. GET /api/worlds führt alle auf.',
  'world-broken': ({ world, file, field, problem, remedy }) =>
    `Die Welt „${world}“ ist jetzt nicht zu gebrauchen. Wähl eine andere Welt. Für den Betreiber dieses Servers sagt die Prüfung auf Englisch: ${file}${field === '' ? '' : ` (${field})`} ${problem}. ${remedy}`,
  'place-gone': () => 'Dein Platz in diesem Raum ist weg. Komm noch einmal herein.',
  'join-by-id': () => 'Räume macht POST /api/rooms auf; betritt sie mit ihrer Kennung.',
  'no-thumbnail': () => 'Von diesem Raum gibt es kein Bild. GET /api/rooms führt Räume und Bilder auf.',
  'pages-not-built': ({ folder }) =>
    `Die Seiten sind nicht gebaut: ${folder} hat keine index.html. Starte den Server mit npm start, das baut sie.`,
  'link-without-token': ({ link }) => `Das Token fehlt. ${whole[link]}`,
  'link-unknown': ({ link }) =>
    `${links[link]} stammt nicht von diesem Server oder ist unvollständig. Bitte um einen neuen Link.`,
  'link-expired': ({ link }) => `${links[link]} ist abgelaufen. Bitte um einen neuen Link.`,
  'link-of-another': ({ link }) =>
    `${links[link]} gehört zu ${link === 'download' ? 'einer anderen Aufnahme' : 'einem anderen Raum'}. Nimm den richtigen Link.`,
  'invite-unreadable': () =>
    'Diese Einladung sagt nichts, was dieser Server versteht. Bitte um einen neuen Link.',
  'recording-running': () => 'Diese Ansicht wird noch aufgenommen. Beende erst die Aufnahme.',
  'recording-expired': () => 'Diese Aufnahme ist abgelaufen, und ihre Datei ist gelöscht.',
  'recording-file-gone': () => 'Die Datei dieser Aufnahme ist weg.',
  'exports-busy': ({ seconds }) =>
    `Dieser Server ist mit Exporten beschäftigt. Versuch es in ${seconds} s noch einmal.`,
  'admin-off': () =>
    'Die Verwaltungsseite dieses Servers ist aus. Wie man sie einschaltet, steht in seinem Protokoll.',
  'admin-attempts': () => 'Das waren zu viele Versuche. Versuch es in einer Minute noch einmal.',
  'admin-token-wrong': () => 'Das Token ist nicht das, mit dem dieser Server gestartet wurde.',
  'admin-session-ended': () => 'Es gibt keine Sitzung, oder sie ist zu Ende. Öffne eine mit dem Admin-Token.',
  unreadable: () => 'Die Anfrage ist nicht lesbar; sende JSON.',
  forbidden: () => 'Das darf nicht gelesen werden.',
  'nothing-here': () => 'Unter dieser Adresse ist nichts. Die Lobby ist unter /.',
  'too-large': ({ limit }) => `Die Anfrage ist zu groß; sende höchstens ${limit}.`,
  'unknown-encoding': () =>
    'Die Anfrage hat einen Zeichensatz oder eine Kodierung, die hier nicht gelesen wird; sende JSON als UTF-8, nicht komprimiert.',
  'no-such-range': () => 'Die Datei hat keinen solchen Abschnitt.',
  'not-as-it-is': () => 'So lässt sich die Anfrage nicht beantworten.',
  ...headerRefusals,
  ...saveRefusals,
  'server-failed': () => 'Der Server konnte das nicht. Warum, steht in seinem Protokoll.',
};
