import { formatsFor } from '../formats.ts';

/** Gespeicherte Momente eines Raums, für den Host. */
export const saves = {
  open: 'Momente',
  openTitle: 'Gespeicherte Momente: zurückgehen, abzweigen oder den Raum mitnehmen',
  label: 'Gespeicherte Momente',
  name: 'Name dieses Moments',
  keep: 'Speichern',
  none: 'Noch ist kein Moment gespeichert. Der Raum speichert sich alle drei Minuten selbst.',
  auto: 'von selbst gespeichert',
  rewound: 'bevor der Raum zurückging',
  back: 'Zurück',
  backTo: (moment: string) => `Zurück: den Raum zurückversetzen, ${moment}`,
  backConfirm:
    'Alle im Raum gehen zu diesem Moment zurück. Was danach war, bleibt unter den Momenten. Zurückgehen?',
  tenMinutes: 'Zehn Minuten zurück',
  branch: 'Was wäre, wenn …',
  branchOf: (moment: string) => `Was wäre, wenn … Einen neuen Raum öffnen, der hier beginnt: ${moment}`,
  branched: 'Der neue Raum ist offen:',
  watch: 'Wiederholung',
  watchOf: (moment: string) => `Eine Wiederholung dessen öffnen, was seither geschah: ${moment}`,
  watched: 'Die Wiederholung ist offen für alle mit diesem Link:',
  replay: {
    label: 'Wiederholung',
    place: 'Stelle in der Wiederholung',
    still: 'Anhalten',
    times: (speed: number) => `${formatsFor('de').number(speed, Number.isInteger(speed) ? 0 : 1)}×`,
  },
  forget: 'Entfernen',
  forgetOf: (moment: string) => `Den Moment entfernen: ${moment}`,
  archive: 'Den Raum als Datei mitnehmen',
};
