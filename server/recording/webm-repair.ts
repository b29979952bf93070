import { type FileHandle, open } from 'node:fs/promises';
import { element, elementsIn, idBytes, readElement, readUnsigned, unsigned } from './ebml.ts';

/** What a file holds after it was mended. */
export interface RepairedFile {
  /** Length, milliseconds. */
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

/** Bytes in which the headers in front of the first cluster have to end; FFmpeg's take some 450. */
const headLength = 65_536;
/** Bytes of a cluster that are read; FFmpeg begins another after 5 MiB. */
const largestCluster = 64 * 2 ** 20;
/** Bytes of an element that holds a length in a double; what FFmpeg leaves room for. */
const durationLength = 11;

interface Head {
  /** Where the segment's data begin; positions in a file count from there. */
  segment: number;
  info: { start: number; data: number; end: number };
  tracks: number;
  firstCluster: number;
  /** Milliseconds of a unit of time, and of a picture where the file says so. */
  unit: number;
  pictureLength: number;
}

interface Keyframe {
  time: number;
  track: number;
  /** Of its cluster, from the segment's data; of the block, from the cluster's data. */
  cluster: number;
  relative: number;
}

/**
 * Closes a WebM file whose writer died, in place: whatever follows its last whole cluster is cut off, and
 * its length and an index of its keyframes are written, so that players can seek. It needs no room on the
 * disk; without room for the index the file goes without. A file that has been mended, wholly or half,
 * may be mended again, also by two processes at once: they write the same.
 * Undefined when there is no picture in the file. Throws an Error when it is no such file, or the disk fails.
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
  // Last, so that a file that says how long it is is whole.
  const segmentSize = unsigned(bytes - head.segment);
  segmentSize[0] = 0x01;
  await writeAll(file, segmentSize, head.segment - 8);
  await file.sync();
  return { milliseconds, bytes };
}

/** What stands in front of the pictures; undefined when not even that is whole. */
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
        for (const field of elementsIn(bytes, entry.data, entry.end)) {
          if (field.id === ids.defaultDuration) pictureLength = readUnsigned(bytes, field) / 1e6;
        }
      }
    }
  }
  if (info === undefined || tracks === undefined) return undefined;
  return { segment: segment.data, info, tracks: tracks.start, firstCluster, unit, pictureLength };
}

interface Block {
  time: number;
  track: number;
  isKeyframe: boolean;
  /** Where it begins, from the cluster's data. */
  at: number;
}

function* blocksIn(cluster: Uint8Array): Generator<Block> {
  let clusterTime = 0;
  for (const { id, start, data, end } of elementsIn(cluster, 0, cluster.length)) {
    if (id === ids.clusterTime) clusterTime = readUnsigned(cluster, { data, end });
    if (id !== ids.simpleBlock || end - data < 4) continue;
    // The number of the track takes one byte for up to 126 tracks; time is signed, in 16 bits.
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
    const place = element(ids.cuePositions, Buffer.concat(positions));
    return element(ids.cuePoint, Buffer.concat([element(ids.cueTime, unsigned(time)), place]));
  });
  return element(ids.cues, Buffer.concat(points));
}

/** Where the parts of the file are, in the room that FFmpeg leaves in front of the info. */
async function writeSeekHead(file: FileHandle, head: Head, cues: number | undefined): Promise<void> {
  const parts: [number, number][] = [
    [ids.info, head.info.start],
    [ids.tracks, head.tracks],
    ...(cues === undefined ? [] : [[ids.cues, cues] satisfies [number, number]]),
  ];
  const entries = parts.map(([id, position]) => {
    const place = element(ids.seekPosition, unsigned(position - head.segment), 1);
    return element(ids.seek, Buffer.concat([element(ids.seekId, idBytes(id), 1), place]), 1);
  });
  const seekHead = element(ids.seekHead, Buffer.concat(entries), 1);
  const rest = head.info.start - head.segment - seekHead.length;
  // Nine bytes are the shortest filler that element() makes.
  if (rest !== 0 && rest < 9) return;
  const filler = rest === 0 ? Buffer.alloc(0) : element(ids.void, Buffer.alloc(rest - 9));
  await writeAll(file, Buffer.concat([seekHead, filler]), head.segment);
}

/** The length of the file, in the room that FFmpeg leaves for it. */
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

/** The bytes from `position` on, fewer where the file ends. */
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
