import { formatsFor } from '../formats.ts';

const { plural } = formatsFor('de');

export const play = {
  view: 'Dein Blick in die Welt, live gemalt',
  capture: 'Klick ins Bild, um dich mit der Maus umzusehen',
  drag: 'Zieh das Bild, um dich umzusehen: Dieser Browser überlässt der Seite die Maus nicht',
  release: 'Esc öffnet das Menü und lässt die Maus los',
  padConnected: 'Gamepad verbunden',
  padUnknown: 'Der Browser kennt die Belegung dieses Gamepads nicht, also kann es nicht mitspielen.',
  padDisconnected: 'Gamepad getrennt',
  score: 'Punkte',
  players: 'Spieler',
  you: 'du',
  away: 'abwesend',
  host: 'Host',
  youHost: 'Du bist jetzt Host dieses Raums.',
  handOver: 'Host geben',
  handOverTo: (name: string) => `Zum Host machen: ${name}`,
  kick: 'Kicken',
  kickPlayer: (name: string) => `${name} aus dem Raum werfen`,
  kickConfirm: (name: string) =>
    `${name} aus dem Raum werfen? Derselbe Browser kommt erst wieder herein, wenn du es erlaubst; ein anderer Browser oder ein privates Fenster schon vorher, außer du sperrst den Raum oder machst neue Links.`,
  spectator: 'schaut zu',
  waitingAt: (place: number) => `wartet als Nr. ${place}`,
  place: (place: number) => `Alle Plätze sind belegt. Dein Platz in der Schlange: ${place}`,
  placeForMachine: (place: number, views: number, rate: number) =>
    views > 0
      ? `Dieser Server zeichnet ${views} ${plural(views, 'Ansicht', 'Ansichten')} mit ${rate} Bildern in der Sekunde, und alle sind vergeben. Dein Platz in der Schlange: ${place}`
      : `Dieser Server schafft gerade niemanden mehr. Dein Platz in der Schlange: ${place}`,
  seated: 'Ein Platz ist frei. Du spielst jetzt mit.',
  offers: {
    open: 'Tür öffnen',
    close: 'Tür schließen',
    openOrClose: 'Tür öffnen oder schließen',
    take: 'Block nehmen',
    place: 'Block setzen',
  },
  bindingsFailed: 'Die Steuerung ließ sich nicht laden. Neuer Versuch läuft.',
} as const;

export const watch = {
  view: (name: string) => `Ansicht von ${name}`,
  badge: 'Du schaust zu',
  strip: 'Wem du zuschaust',
  choose: (name: string) => `${name} zuschauen`,
  takeSeat: 'Mitspielen',
  hint: 'Pfeil links und rechts wechseln die Ansicht',
} as const;

export const toolbar = {
  label: 'Griffbereit',
  invite: 'Einladen',
  inviteTitle: 'Link zum Mitspielen kopieren',
  inviteLink: 'Mitspiel-Link',
  watchLink: 'Zuschau-Link',
  watchLinkTitle: 'Link zum Zuschauen kopieren',
  pictureName: 'Bild',
  picture: { smooth: 'Weich', pixelated: 'Pixelig' },
  pictureTitle: 'Weiches Bild oder einzelne Pixel',
  look: 'Sofort drehen',
  lookTitle: 'Das Bild sofort drehen oder auf das nächste warten',
  walking: 'Fließend gehen',
  walkingTitle: 'Das Bild beim Gehen sofort bewegen oder auf das nächste warten',
  names: 'Namen über den Köpfen',
  namesTitle: 'Zeigen oder verbergen, wer jemand ist',
  stats: 'Messwerte',
  statsTitle: 'Bilder, Bitrate und Verzögerung zeigen oder verbergen',
  help: 'Hilfe und Tasten',
  helpTitle: 'Nachsehen oder ändern, was die Steuerung tut',
  fullscreen: 'Vollbild',
  fullscreenTitle: 'Den Bildschirm mit dem Raum füllen, oder nicht mehr',
  fullscreenRefused: 'Der Browser hat diese Seite nicht ins Vollbild gelassen.',
  lock: 'Sperren',
  unlock: 'Entsperren',
  lockTitle: 'Niemand Neues mitspielen lassen, oder wieder doch',
  controls: 'Welt',
  controlsTitle: 'Tageszeit, Nebel und Thema der Welt',
  revoke: 'Neue Links',
  revokeTitle: 'Alle bisherigen Links ungültig machen und neue bekommen',
  revokeConfirm: 'Alle bisherigen Links ungültig machen?',
  revoked: 'Die bisherigen Links gelten nicht mehr. Verschick die neuen.',
  leave: 'Verlassen',
  leaveTitle: 'Zurück in die Lobby',
  shortcut: (title: string, key: string) => `${title} (${key})`,
  copyByHand: 'Kopiere diesen Link',
  copyByHandHint: 'Der Browser lässt diese Seite ihn nicht kopieren. Er ist markiert: Kopiere ihn selbst.',
  copyClose: 'Schließen',
} as const;

export const chat = {
  label: 'Chat',
  open: 'In den Raum schreiben',
  placeholder: 'Schreib allen im Raum',
  send: 'Senden',
  notSent: 'Nicht gesendet: Gerade gibt es keine Verbindung zum Raum.',
  refused: (fault: string) => `Nicht gesendet: Eine Nachricht ${fault}.`,
  watching: '(schaut zu)',
} as const;

export const events = {
  joined: (name: string) => `${name} ist dabei`,
  left: (name: string) => `${name} ist gegangen`,
  dropped: (name: string) => `${name} hat die Verbindung verloren`,
  returned: (name: string) => `${name} ist wieder da`,
} as const;
