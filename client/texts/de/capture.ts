import { formatsFor } from '../formats.ts';

const { number, list } = formatsFor('de');
const length = (milliseconds: number) => {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
const size = (bytes: number) => (bytes < 1e6 ? `${number(bytes / 1e3)} kB` : `${number(bytes / 1e6, 1)} MB`);

/** Photos and recordings. */
export const capture = {
  photo: 'Foto',
  photoTitle: 'Das Bild speichern, wie es gerade ist',
  photoLabel: 'Foto',
  photoSaved: (name: string, width: number, height: number) => `${name} gespeichert, ${width} × ${height}`,
  photoPreview: 'Das gespeicherte Bild',
  photoOther: (width: number, height: number) => `Auch in ${width} × ${height}`,
  photoOwn: 'wie es gemalt wurde',
  photoNothing: 'Noch gibt es kein Bild zum Speichern.',
  photoFailed: 'Der Browser konnte das Bild nicht als Datei speichern.',
  close: 'Schließen',
  clip: 'Clip speichern',
  clipTitle: 'Die letzte halbe Minute deiner Sicht als Film mit Ton speichern',
  clipOf: (name: string) => `Ein Clip von ${name}`,
  clipSaved: (milliseconds: number) =>
    `Ein Clip von ${length(milliseconds)} ist gespeichert. Er steht auch unter „Aufnehmen“.`,
  record: 'Aufnehmen',
  recordTitle: 'Eine Ansicht als Datei aufnehmen',
  recordings: 'Aufnahmen',
  views: 'Ansichten zum Aufnehmen',
  files: 'Aufgenommene Dateien',
  nothing: 'Noch ist niemand da, den du aufnehmen kannst.',
  ownView: 'Deine Ansicht',
  viewOf: (name: string) => `Ansicht von ${name}`,
  start: 'Aufnehmen',
  startOf: (view: string) => `Aufnehmen: ${view}`,
  stop: 'Stopp',
  stopOf: (view: string) => `Aufnahme stoppen: ${view}`,
  finishing: 'wird gespeichert …',
  progress: (milliseconds: number, bytes: number) => `${length(milliseconds)} · ${size(bytes)}`,
  cutShort: (reason: string) => `abgebrochen: ${reason}`,
  download: 'Herunterladen',
  downloadOf: (view: string, milliseconds: number) => `Herunterladen: ${view}, ${length(milliseconds)}`,
  badge: (names: readonly string[]) => `Aufnahme läuft: ${list(names)}`,
  began: (name: string) => `Die Ansicht von ${name} wird aufgenommen.`,
  saved: (name: string) => `Die Aufnahme von ${name} liegt unter „Aufnehmen“ bereit.`,
  savedBecause: (name: string, reason: string) => `Die Aufnahme von ${name} ist beendet: ${reason}`,
  savedCutShort: (name: string, reason: string) =>
    `Die Aufnahme von ${name} ist abgebrochen: ${reason} Was davon da ist, liegt unter „Aufnehmen“.`,
  failed: (name: string, reason: string) => `Die Aufnahme von ${name} ist gescheitert: ${reason}`,
} as const;
