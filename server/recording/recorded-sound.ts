import type { SoundSink } from '../contracts/sound-sink.ts';
import { frameLength, sampleRate } from '../sound/audio-format.ts';
import { videoClockRate } from '../streaming/video-encoder.ts';
import type { AudioTrack, MediaPacket } from './media-file.ts';

/** Most frames that wait for a picture, ten seconds. */
const mostWaiting = 500;
/** The sound is the second track of a recording. */
const track = 1;

/**
 * The sound of a recording. Frames of sound come as they are heard; the pictures of the same moment come later, because
 * they have to be drawn. So frames wait for the picture that is shown with them: a file has no more sound than pictures.
 */
export class RecordedSound implements SoundSink {
  readonly track: AudioTrack = { kind: 'audio', codec: 'Opus', clockRate: sampleRate };
  readonly #waiting: { data: Uint8Array; time: number }[] = [];

  sound(data: Uint8Array, time: number): void {
    this.#waiting.push({ data, time });
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
  }

  /**
   * The frames that end by `end`, in a file that begins at `begin`; both count 90 kHz on the room's clock. Frames that
   * began before the file are left out.
   */
  until(begin: number, end: number): MediaPacket[] {
    const packets: MediaPacket[] = [];
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const time = Math.round(sampleRate * (next.time / 1000 - begin / videoClockRate));
      if (time + frameLength > Math.round((sampleRate * (end - begin)) / videoClockRate)) break;
      this.#waiting.shift();
      if (time >= 0) packets.push({ track, data: next.data, keyframe: true, time, duration: frameLength });
    }
    return packets;
  }
}
