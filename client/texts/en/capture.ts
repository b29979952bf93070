import { formatsFor } from '../formats.ts';

const { number } = formatsFor('en');
const length = (milliseconds: number) => {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
const size = (bytes: number) => (bytes < 1e6 ? `${number(bytes / 1e3)} kB` : `${number(bytes / 1e6, 1)} MB`);

/** Photos and recordings. */
export const capture = {
  photo: 'Photo',
  photoTitle: 'Save the picture as it is now',
  photoLabel: 'Photo',
  photoSaved: (name: string, width: number, height: number) => `Saved ${name}, ${width} × ${height}`,
  photoPreview: 'The picture that was saved',
  photoOther: (width: number, height: number) => `Also as ${width} × ${height}`,
  photoOwn: 'as it was painted',
  photoNothing: 'There is no picture to save yet.',
  photoFailed: 'The browser could not make a file of the picture.',
  close: 'Close',
  clip: 'Clip that',
  clipTitle: 'Save the last half minute of your view as a film with sound',
  clipOf: (name: string) => `A clip of ${name}`,
  clipSaved: (milliseconds: number) => `Saved a clip of ${length(milliseconds)}. It is also under “Record”.`,
  record: 'Record',
  recordTitle: 'Record a view to a file',
  recordings: 'Recordings',
  views: 'Views to record',
  files: 'Recorded files',
  nothing: 'There is nobody to record yet.',
  ownView: 'Your view',
  viewOf: (name: string) => `The view of ${name}`,
  start: 'Record',
  startOf: (view: string) => `Record ${view}`,
  stop: 'Stop',
  stopOf: (view: string) => `Stop recording ${view}`,
  finishing: 'saving…',
  progress: (milliseconds: number, bytes: number) => `${length(milliseconds)} · ${size(bytes)}`,
  cutShort: (reason: string) => `cut short: ${reason}`,
  download: 'Download',
  downloadOf: (view: string, milliseconds: number) => `Download ${view}, ${length(milliseconds)}`,
  badge: (names: readonly string[]) => `Recording: ${names.join(', ')}`,
  began: (name: string) => `The view of ${name} is being recorded.`,
  saved: (name: string) => `The recording of ${name} is ready under “Record”.`,
  savedBecause: (name: string, reason: string) => `The recording of ${name} ended: ${reason}`,
  savedCutShort: (name: string, reason: string) =>
    `The recording of ${name} was cut short: ${reason} What there is of it is under “Record”.`,
  failed: (name: string, reason: string) => `The recording of ${name} failed: ${reason}`,
} as const;
