import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { playerCssColour } from '../people/player-colour.ts';
import { PersonName } from '../people/sentence.tsx';
import { texts } from '../texts.ts';
import { type FrameSource, followFrames } from '../video/stream-frames.ts';

/** Contents of a tile, apart from its picture. */
export interface WallTile {
  view: string;
  name: string;
  /** Index into playerColours; undefined for a view that is no player's. */
  colour: number | undefined;
  /** Whether it is the host's. */
  host: boolean;
  /** True if the director shows this view now. */
  onAir: boolean;
}

interface TileProps extends WallTile {
  /** The stream of the view; without one the tile waits. */
  source: ReadonlySignal<FrameSource | undefined>;
  choose(view: string): void;
}

/** A view of the wall. It has a picture (`data-pictured`) once a frame of its stream was decoded. */
export function Tile({ view, name, colour, host, onAir, source, choose }: TileProps): JSX.Element {
  const words = texts.watching;
  const video = useRef<HTMLVideoElement>(null);
  const pictured = useSignal(false);
  const stream = source.value;
  useLayoutEffect(() => {
    const screen = video.current;
    pictured.value = false;
    if (screen === null || stream === undefined) return;
    screen.srcObject = new MediaStream([stream.track]);
    const stop = followFrames(screen, stream, () => {
      pictured.value = true;
    });
    screen.play().catch(() => document.addEventListener('click', () => void screen.play(), { once: true }));
    return () => {
      stop();
      screen.srcObject = null;
    };
  }, [stream]);
  return (
    <button
      type="button"
      class={onAir ? 'tile on-air' : 'tile'}
      title={words.enlarge(name)}
      data-testid="wall-tile"
      data-session-id={view}
      data-pictured={pictured.value ? '' : undefined}
      onClick={() => choose(view)}
    >
      <video
        class="tile-video"
        aria-hidden="true"
        tabindex={-1}
        muted
        autoplay
        playsInline
        disablePictureInPicture
        ref={video}
      />
      <span class="tile-waiting">{words.tileWaiting}</span>
      <span class="tile-label">
        {colour !== undefined && <span class="swatch" style={{ background: playerCssColour(colour) }} />}
        <PersonName name={name} host={host} />
        {onAir && (
          <>
            {' '}
            <span class="tag">{words.onAir}</span>
          </>
        )}
      </span>
    </button>
  );
}
