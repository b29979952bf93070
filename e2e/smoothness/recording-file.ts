import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type RecordedStream, recordingSchema } from './recording.ts';

export async function saveRecording(file: string, { recording, bytes }: RecordedStream): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.json`, JSON.stringify(recording));
  await writeFile(`${file}.bin`, bytes);
}

export async function loadRecording(file: string): Promise<RecordedStream> {
  const recording = recordingSchema.parse(JSON.parse(await readFile(`${file}.json`, 'utf8')));
  return { recording, bytes: await readFile(`${file}.bin`) };
}
