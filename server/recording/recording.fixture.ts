import type { PictureSink, PictureSource } from '../contracts/picture-sink.ts';
import type { MediaFile, MediaPacket } from './media-file.ts';
import type { RecordingSubject } from './recording.ts';

export const testSubject: RecordingSubject = {
  room: 'room',
  roomName: 'A room',
  view: 'ann',
  name: 'Ann',
  by: 'ann',
  rate: 10,
};

/** Size of a test's pictures. */
export const testSize = { width: 64, height: 48 };

/** A stream whose pictures a test triggers: ten a second, with a keyframe after each request. */
export class TestSource implements PictureSource {
  readonly codec = 'VP8';
  readonly size = testSize;
  readonly sinks = new Set<PictureSink>();
  keyframesAsked = 0;
  pictures = 0;
  #keyframe = false;

  follow(sink: PictureSink): () => void {
    this.sinks.add(sink);
    return () => this.sinks.delete(sink);
  }

  requestKeyframe(): void {
    this.keyframesAsked++;
    this.#keyframe = true;
  }

  /** Sends the next `count` pictures of `bytes` bytes each. */
  give(count: number, bytes = 100): void {
    for (let i = 0; i < count; i++) {
      const picture = { data: new Uint8Array(bytes), keyframe: this.#keyframe };
      this.#keyframe = false;
      const ticks = 1_000_000 + this.pictures++ * 9000;
      for (const sink of this.sinks) sink.picture(picture, ticks);
    }
  }

  /** Drops the keyframe request, so that the next picture is no keyframe. */
  forget(): void {
    this.#keyframe = false;
  }

  end(): void {
    for (const sink of this.sinks) sink.streamEnded();
    this.sinks.clear();
  }
}

/** A file in memory on a disk that a test can delay or break. */
export class TestFile implements MediaFile {
  readonly packets: MediaPacket[] = [];
  finished = false;
  closed = false;
  bytes = 0;
  /** Promise that every write waits for. */
  disk: Promise<unknown> = Promise.resolve();

  async write(packet: MediaPacket): Promise<void> {
    await this.disk;
    this.packets.push(packet);
    this.bytes += packet.data.length;
  }

  async finish(): Promise<void> {
    await this.disk;
    this.finished = true;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
