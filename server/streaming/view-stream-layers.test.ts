import { expect, test, vi } from 'vitest';
import type { PictureSize } from '../contracts/picture.ts';
import { convertToI420, i420Length } from './i420.ts';
import type { EncoderKind } from './line-needs.ts';
import { RtpRecorder } from './testing/rtp-recorder.ts';
import { patience, period, pictureAt, useStreamBed } from './testing/stream-bed.ts';
import { Vp8Decoder } from './testing/vp8-decoder.ts';
import { Vp8Encoder } from './video-encoder.ts';
import type { ViewStream } from './view-stream.ts';

const bed = useStreamBed();
const open = (of: PictureSize, { layered }: EncoderKind) =>
  new Vp8Encoder({ ...of, rate: 12, bitrate: 2_500_000, layered });

async function push(stream: ViewStream, from: number, count: number): Promise<boolean[]> {
  const keyframes: boolean[] = [];
  for (let index = from; index < from + count; index++) {
    keyframes.push((await stream.push(pictureAt(index), index * period)).keyframe);
  }
  return keyframes;
}

test('a viewer whose line is weak gets every second frame, and all others get every one', async () => {
  const stream = await bed.open(open);
  const { router } = bed.host;
  if (router === undefined || stream.producer === undefined) throw new Error('no media worker');
  const { id: producerId } = stream.producer;
  const watch = async () => {
    const transport = await router.createDirectTransport();
    const { rtpCapabilities } = router;
    const consumer = await transport.consume({ producerId, rtpCapabilities });
    return { consumer, recorder: new RtpRecorder(consumer) };
  };
  const [weak, good] = [await watch(), await watch()];
  const count = ({ recorder }: typeof weak) => recorder.frames.length;
  await push(stream, 0, 6);
  await vi.waitFor(() => expect([count(weak), count(good)]).toEqual([6, 6]), patience);

  const release = stream.thin();
  await weak.consumer.setPreferredLayers({ spatialLayer: 0, temporalLayer: 0 });
  // The change costs one keyframe.
  expect(await push(stream, 6, 20)).toEqual([true, ...Array.from({ length: 19 }, () => false)]);
  await vi.waitFor(() => expect([count(weak), count(good)]).toEqual([16, 26]), patience);

  // What the weak line gets can be decoded without the rest.
  const decoder = new Vp8Decoder();
  for (const { data } of weak.recorder.frames) {
    const { width, height, i420 } = decoder.decode(data);
    expect(i420.length).toBe(i420Length(width, height));
  }
  decoder.close();

  await weak.consumer.setPreferredLayers({ spatialLayer: 0, temporalLayer: 1 });
  await push(stream, 26, 10);
  await vi.waitFor(() => expect(count(good)).toBe(36), patience);
  expect(count(weak)).toBeGreaterThanOrEqual(25);
  release();
  stream.close();
});

test('the picture of layer 0 alone is the one that all get', async () => {
  const encoder = new Vp8Encoder({ width: 256, height: 144, rate: 12, bitrate: 2_500_000, layered: true });
  const [all, half] = [new Vp8Decoder(), new Vp8Decoder()];
  const i420 = new Uint8Array(i420Length(256, 144));
  const layers: (number | undefined)[] = [];
  for (let index = 0; index < 12; index++) {
    convertToI420(pictureAt(index).rgb, 256, 144, i420);
    // Asked for in the turn of layer 1.
    const picture = await encoder.encode(i420, index * 7_500, index === 5);
    layers.push(picture.layer);
    const whole = all.decode(picture.data);
    if (picture.layer === 0) {
      const alone = half.decode(picture.data);
      expect(Buffer.from(alone.i420).equals(whole.i420), `picture ${index}`).toBe(true);
    }
  }
  expect(layers).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0]);
  encoder.close();
  all.close();
  half.close();
});
