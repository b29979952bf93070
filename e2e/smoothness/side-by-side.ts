import {
  AV_PIX_FMT_YUV420P,
  Encoder,
  FF_ENCODER_LIBVPX_VP9,
  FFmpegError,
  Frame,
  Muxer,
  Rational,
} from 'node-av';
import { i420Length, rgbToI420 } from '../../server/streaming/i420.ts';

/** Pictures of the screen, of which every second one is in the film, a second. */
const rate = 60;
const kept = 2;
/** Quality and speed of VP9: a film is made once. */
const encoding = { crf: 45, 'cpu-used': 1, deadline: 'good' } as const;

/** Writes two films of one moment, uint8 [height, width, 3], beside each other: VP9 in WebM, at half of 60 frames a second. */
export async function writeSideBySide(
  file: string,
  [left, right]: readonly (readonly Uint8Array[])[],
  { width, height }: { width: number; height: number },
): Promise<void> {
  const timeBase = new Rational(1, rate / kept);
  using encoder = await Encoder.create(FF_ENCODER_LIBVPX_VP9, {
    options: encoding,
    context: {
      bitRate: 0,
      gopSize: 600,
      framerate: new Rational(rate / kept, 1),
      timeBase,
      width: 2 * width,
      height,
    },
  });
  await using muxer = await Muxer.open(file, { format: 'webm' });
  const stream = muxer.addStream(encoder);
  const bytes = Buffer.alloc(i420Length(2 * width, height));
  const planes = new Uint8Array(3 * 2 * width * height);
  for (let index = 0; index < Math.min(left.length, right.length); index += kept) {
    place(planes, left[index], 0, width, height);
    place(planes, right[index], width, width, height);
    rgbToI420(planes, 2 * width, height, bytes);
    using frame = new Frame();
    frame.alloc();
    frame.format = AV_PIX_FMT_YUV420P;
    frame.width = 2 * width;
    frame.height = height;
    frame.timeBase = timeBase;
    frame.pts = BigInt(index / kept);
    FFmpegError.throwIfError(frame.getBuffer(), 'allocating a picture');
    FFmpegError.throwIfError(frame.fromBuffer(bytes), 'filling a picture');
    for (const packet of await encoder.encodeAll(frame)) await muxer.writePacket(packet, stream);
  }
  for await (const packet of encoder.flushPackets()) await muxer.writePacket(packet, stream);
}

/** Copies a picture into planes [3, height, 2 * width], from column `x` on. */
function place(planes: Uint8Array, rgb: Uint8Array, x: number, width: number, height: number): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = 3 * (row * width + column);
      const to = row * 2 * width + x + column;
      for (let channel = 0; channel < 3; channel++)
        planes[channel * 2 * width * height + to] = rgb[from + channel];
    }
  }
}
