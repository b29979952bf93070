import type { Consumer } from 'mediasoup/types';
import type { Logger } from 'pino';

/** What is needed of a mediasoup consumer. */
export type ThinnedConsumer = Pick<Consumer, 'closed' | 'score' | 'setPreferredLayers'> & {
  readonly observer: { once(event: 'close', listener: () => void): unknown };
  on(event: 'score', listener: () => void): unknown;
};

/**
 * Scores of a consumer, 0 to 10, which mediasoup makes of the receiver's reports of the last half minute or so: about a tenth
 * of packets lost for good is 7. At the first one frames are left out, from the second one on they may come back.
 */
const weak = 6;
const good = 9;
/**
 * Milliseconds for which frames are left out, at first and at most. They double when the line is weak again within
 * {@link relapse}, as a line is that is too narrow for all of them.
 */
const hold = { first: 20_000, most: 320_000 };
const relapse = 60_000;
const interval = 5_000;
const layers = {
  half: { spatialLayer: 0, temporalLayer: 0 },
  all: { spatialLayer: 0, temporalLayer: 1 },
};

export interface ThinLineListener {
  /** The line is weak, or good again. */
  changed(isWeak: boolean): void;
  /** The layers could not be set. */
  failed(error: unknown): void;
}

/**
 * Gives a consumer every second frame alone while its line is weak, and all others what they had. mediasoup says by an event
 * when a score changes, so nothing is asked of lines that are well.
 */
export function followThinLine(
  consumer: ThinnedConsumer,
  stream: { thin(): () => void },
  { failed, changed }: ThinLineListener,
): void {
  let release: (() => void) | undefined;
  let since = 0;
  let left = Number.NEGATIVE_INFINITY;
  let held = hold.first;
  let timer: NodeJS.Timeout | undefined;
  const prefer = (preferred: typeof layers.all) => {
    if (!consumer.closed) consumer.setPreferredLayers(preferred).catch(failed);
  };
  const look = () => {
    const { score } = consumer.score;
    const now = performance.now();
    if (release === undefined) {
      if (score > weak) return;
      held = now - left < relapse ? Math.min(2 * held, hold.most) : hold.first;
      since = now;
      release = stream.thin();
      changed(true);
      prefer(layers.half);
      timer = setInterval(look, interval).unref();
    } else if (score >= good && now - since >= held) end();
  };
  const end = () => {
    clearInterval(timer);
    release?.();
    release = undefined;
    left = performance.now();
    changed(false);
    prefer(layers.all);
  };
  consumer.on('score', look);
  consumer.observer.once('close', () => {
    clearInterval(timer);
    release?.();
  });
}

/** Tells an operator. */
export function thinLineLog(logger: Logger): ThinLineListener {
  return {
    changed: (isWeak) =>
      logger.info(
        isWeak
          ? 'a viewer loses packets: it gets every second frame'
          : 'a viewer loses no packets any more: it gets every frame',
      ),
    failed: (err) => logger.debug({ err }, 'the layers of a viewer could not be set'),
  };
}
