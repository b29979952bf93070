import {
  AV_PIX_FMT_YUV420P,
  Encoder,
  FF_ENCODER_LIBSVTAV1,
  FFmpegError,
  Frame,
  Muxer,
  Rational,
} from 'node-av';
import type { Picture, PictureSize } from '../../../server/contracts/picture.ts';
import { i420Length, rgbToI420 } from '../../../server/streaming/i420.ts';

/** SVT-AV1's slow presets need few bits; a film is made once. */
const encoding = { preset: 3, crf: 50 } as const;
/** Pictures between two keyframes, by which people seek. */
const seekEvery = 240;

/** Writes pictures of one size, uint8 planes [3, H, W], as a film: AV1 in WebM. */
export async function writeFilm(
  file: string,
  pictures: AsyncIterable<Picture>,
  { width, height }: PictureSize,
  rate: number,
): Promise<void> {
  const timeBase = new Rational(1, rate);
  using encoder = await Encoder.create(FF_ENCODER_LIBSVTAV1, {
    options: encoding,
    context: { bitRate: 0, gopSize: seekEvery, framerate: new Rational(rate, 1), timeBase },
  });
  await using muxer = await Muxer.open(file, { format: 'webm' });
  const stream = muxer.addStream(encoder);
  const bytes = Buffer.alloc(i420Length(width, height));
  let number = 0;
  for await (const { rgb } of pictures) {
    rgbToI420(rgb, width, height, bytes);
    using frame = new Frame();
    frame.alloc();
    frame.format = AV_PIX_FMT_YUV420P;
    frame.width = width;
    frame.height = height;
    frame.timeBase = timeBase;
    frame.pts = BigInt(number++);
    FFmpegError.throwIfError(frame.getBuffer(), 'allocating a picture');
    FFmpegError.throwIfError(frame.fromBuffer(bytes), 'filling a picture');
    for (const packet of await encoder.encodeAll(frame)) await muxer.writePacket(packet, stream);
  }
  for await (const packet of encoder.flushPackets()) await muxer.writePacket(packet, stream);
}
