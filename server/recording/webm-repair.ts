import { type FileHandle, open } from 'node:fs/promises';
import { element, elementsIn, idBytes, readElement, readUnsigned, unsigned } from './ebml.ts';

/** The content of a repaired file. */
export interface RepairedFile {
  /** Duration, milliseconds. */
  milliseconds: number;
  bytes: number;
}

/** Ids of Matroska's elements (RFC 9559, section 5). */
const ids = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  void: 0xec,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  defaultDuration: 0x23e383,
  cluster: 0x1f43b675,
  clusterTime: 0xe7,
  simpleBlock: 0xa3,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cuePositions: 0xb7,
  cueTrack: 0xf7,
  cueCluster: 0xf1,
  cueRelative: 0xf0,
} as const;

/** TrackType of a track with pictures. */
const videoType = 1;
/** The headers in front of the first cluster must end within so many bytes. FFmpeg's take about 450. */
const headLength = 65_536;
/** Most bytes of a cluster. FFmpeg starts another after 5 MiB. */
const largestCluster = 64 * 2 ** 20;
/** Bytes of an element with a duration as a double, for which FFmpeg reserves space. */
const durationLength = 11;

interface Head {
  /** Where the segment's data begin. Positions in a file count from there. */
  segment: number;
  info: { start: number; data: number; end: number };
  tracks: number;
  /** Number of the track with the pictures. */
  pictureTrack: number;
  firstCluster: number;
  /** Milliseconds of a unit of time, and of a picture if the file gives it, else 0. */
  unit: number;
  pictureLength: number;
}

interface Keyframe {
  time: number;
  track: number;
  /** Position of its cluster from the segment's data, and of the block from the cluster's data. */
  cluster: number;
  relative: number;
}

/**
 * Repairs a WebM file whose writer died, in place. Cuts off everything after its last complete cluster, then
 * writes its duration and an index of its keyframes, so that players can seek.
 *
 * The repair may run again, also after a partial one and in two processes at once, because it always writes
 * the same bytes. On a full disk the file is kept without an index.
 *
 * @returns The repaired file, or undefined if the file has no picture.
 * @throws Error if it is no WebM file of this server, or the disk fails
 */
export async function repairWebm(path: string): Promise<RepairedFile | undefined> {
  await using file = await open(path, 'r+');
  const { size } = await file.stat();
  const head = await readHead(file);
  if (head === undefined) return undefined;
  const keyframes: Keyframe[] = [];
  let end = head.firstCluster;
  let last = 0;
  let pictures = 0;
  for (;;) {
    const cluster = readElement(await read(file, end, 12), 0, end);
    if (cluster?.id !== ids.cluster || cluster.end === undefined || cluster.end > size) break;
    if (cluster.end - cluster.data > largestCluster) throw new Error('A cluster is too large.');
    const bytes = await read(file, cluster.data, cluster.end - cluster.data);
    for (const { time, track, isKeyframe, at } of blocksIn(bytes)) {
      if (track !== head.pictureTrack) continue;
      pictures++;
      last = Math.max(last, time);
      if (isKeyframe) keyframes.push({ time, track, cluster: cluster.start - head.segment, relative: at });
    }
    end = cluster.end;
  }
  if (pictures === 0) return undefined;
  await file.truncate(end);
  const cues = cuesOf(keyframes);
  const indexed = await writeAll(file, cues, end).then(
    () => true,
    async () => {
      await file.truncate(end);
      return false;
    },
  );
  const bytes = indexed ? end + cues.length : end;
  const pictureLength = head.pictureLength || (last * head.unit) / Math.max(1, pictures - 1);
  const milliseconds = Math.round(last * head.unit + pictureLength);
  await writeSeekHead(file, head, indexed ? end : undefined);
  await writeDuration(file, head, milliseconds / head.unit);
  // The size is written last: a file with a known size is complete.
  const segmentSize = unsigned(bytes - head.segment);
  segmentSize[0] = 0x01;
  await writeAll(file, segmentSize, head.segment - 8);
  await file.sync();
  return { milliseconds, bytes };
}

/** Reads the headers in front of the pictures. Returns undefined if they are incomplete. */
async function readHead(file: FileHandle): Promise<Head | undefined> {
  const bytes = await read(file, 0, headLength);
  if (bytes.length === 0) return undefined;
  const header = readElement(bytes, 0);
  if (header?.id !== ids.header) throw new Error('It is no WebM file.');
  const segment = header.end === undefined ? undefined : readElement(bytes, header.end);
  if (segment === undefined) return undefined;
  if (segment.id !== ids.segment || segment.data - segment.start !== 12) {
    throw new Error('It is no WebM file of this server.');
  }
  let info: Head['info'] | undefined;
  let tracks: (Head['info'] & { id: number }) | undefined;
  let unit = 1;
  let pictureLength = 0;
  let pictureTrack = 1;
  let firstCluster = segment.data;
  for (const child of elementsIn(bytes, segment.data, bytes.length)) {
    if (child.id === ids.cluster) break;
    firstCluster = child.end;
    if (child.id === ids.info) {
      info = child;
      for (const field of elementsIn(bytes, child.data, child.end)) {
        if (field.id === ids.timestampScale) unit = readUnsigned(bytes, field) / 1e6;
      }
    } else if (child.id === ids.tracks) {
      tracks = child;
      for (const entry of elementsIn(bytes, child.data, child.end)) {
        const fields = [...elementsIn(bytes, entry.data, entry.end)];
        const value = (id: number) => {
          const field = fields.find((field) => field.id === id);
          return field === undefined ? undefined : readUnsigned(bytes, field);
        };
        if (value(ids.trackType) !== videoType) continue;
        pictureLength = (value(ids.defaultDuration) ?? 0) / 1e6;
        pictureTrack = value(ids.trackNumber) ?? pictureTrack;
      }
    }
  }
  if (info === undefined || tracks === undefined) return undefined;
  return {
    segment: segment.data,
    info,
    tracks: tracks.start,
    pictureTrack,
    firstCluster,
    unit,
    pictureLength,
  };
}

interface Block {
  time: number;
  track: number;
  isKeyframe: boolean;
  /** Where it begins, counted from the cluster's data. */
  at: number;
}

function* blocksIn(cluster: Uint8Array): Generator<Block> {
  let clusterTime = 0;
  for (const { id, start, data, end } of elementsIn(cluster, 0, cluster.length)) {
    if (id === ids.clusterTime) clusterTime = readUnsigned(cluster, { data, end });
    if (id !== ids.simpleBlock || end - data < 4) continue;
    // The track number takes one byte for up to 126 tracks. The time is a signed 16-bit number.
    const offset = ((cluster[data + 1] << 24) >> 16) | cluster[data + 2];
    const isKeyframe = (cluster[data + 3] & 0x80) > 0;
    yield { time: clusterTime + offset, track: cluster[data] & 0x7f, isKeyframe, at: start };
  }
}

function cuesOf(keyframes: readonly Keyframe[]): Buffer {
  const points = keyframes.map(({ time, track, cluster, relative }) => {
    const positions = [
      element(ids.cueTrack, unsigned(track)),
      element(ids.cueCluster, unsigned(cluster)),
      element(ids.cueRelative, unsigned(relative)),
    ];
    const cuePositions = element(ids.cuePositions, Buffer.concat(positions));
    return element(ids.cuePoint, Buffer.concat([element(ids.cueTime, unsigned(time)), cuePositions]));
  });
  return element(ids.cues, Buffer.concat(points));
}

/**
 * Writes the positions of the file's parts into the space that FFmpeg reserves in front of the info element.
 */
async function writeSeekHead(file: FileHandle, head: Head, cues: number | undefined): Promise<void> {
  const parts: [number, number][] = [
    [ids.info, head.info.start],
    [ids.tracks, head.tracks],
    ...(cues === undefined ? [] : [[ids.cues, cues] satisfies [number, number]]),
  ];
  const entries = parts.map(([id, position]) => {
    const seekPosition = element(ids.seekPosition, unsigned(position - head.segment), 1);
    return element(ids.seek, Buffer.concat([element(ids.seekId, idBytes(id), 1), seekPosition]), 1);
  });
  const seekHead = element(ids.seekHead, Buffer.concat(entries), 1);
  const rest = head.info.start - head.segment - seekHead.length;
  // The shortest filler of element() has nine bytes.
  if (rest !== 0 && rest < 9) return;
  const filler = rest === 0 ? Buffer.alloc(0) : element(ids.void, Buffer.alloc(rest - 9));
  await writeAll(file, Buffer.concat([seekHead, filler]), head.segment);
}

/** Writes the duration into the space that FFmpeg reserves for it. */
async function writeDuration(file: FileHandle, { info }: Head, units: number): Promise<void> {
  const bytes = await read(file, info.data, info.end - info.data);
  const room = [...elementsIn(bytes, 0, bytes.length)].find(
    ({ id, start, end }) => (id === ids.void || id === ids.duration) && end - start === durationLength,
  );
  if (room === undefined) return;
  const double = Buffer.alloc(8);
  double.writeDoubleBE(units);
  await writeAll(file, element(ids.duration, double, 1), info.data + room.start);
}

/** Reads the bytes from `position` on, fewer at the end of the file. */
async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
