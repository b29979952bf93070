import { sampleRate } from '../sound/audio-format.ts';

/** Samples at the beginning that decoders drop: the look-ahead of libopus at 48 kHz, 6.5 ms. */
export const preSkip = 312;

/** What a file says of an Opus track: the identification header (RFC 7845, section 5.1) of up to two channels. */
export function opusHead(channels: 1 | 2): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(channels, 9);
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(sampleRate, 12);
  // Neither gain nor a table of channels.
  return head;
}
