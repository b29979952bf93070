import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { fastestReplay, type ReplayCommand } from '../../shared/saves.ts';
import type { RoomState } from '../../shared/state.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';

const speeds = [0, 0.5, 1, 2, 4, fastestReplay] as const;

type Send = (command: Partial<ReplayCommand>) => void;

/** A replay, in ticks. */
interface Replay {
  readonly from: number;
  readonly to: number;
  readonly tick: number;
  readonly speed: number;
}

/** Speed and place of a replay, which everybody who watches it shares. Hidden in a room that shows the present. */
export class ReplayBar {
  readonly #replay = signal<Replay | undefined>(undefined);
  readonly #view: Mounted;
  /** Where somebody holds the slider, which does not follow the replay meanwhile. */
  #held: number | undefined;

  constructor(send: Send) {
    this.#view = new Mounted(
      <Bar
        replay={this.#replay}
        send={send}
        held={(tick) => {
          this.#held = tick;
        }}
      />,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  update({ replayFrom, replayTo, replaySpeed, tick }: RoomState): void {
    if (!(replayTo > 0)) {
      this.#replay.value = undefined;
      return;
    }
    put(this.#replay, {
      ...{ from: replayFrom, to: replayTo, speed: replaySpeed },
      tick: this.#held ?? tick,
    });
  }
}

interface BarProps {
  replay: ReadonlySignal<Replay | undefined>;
  send: Send;
  held(tick: number | undefined): void;
}

function Bar({ replay: { value: replay }, send, held }: BarProps): JSX.Element {
  const words = texts.saves.replay;
  return (
    <div
      class="replay-bar"
      role="group"
      aria-label={words.label}
      hidden={replay === undefined}
      data-testid="replay"
    >
      <input
        type="range"
        step={1}
        min={replay?.from}
        max={replay?.to}
        value={replay?.tick}
        aria-label={words.place}
        data-testid="replay-place"
        onInput={({ currentTarget }) => held(currentTarget.valueAsNumber)}
        onChange={({ currentTarget }) => {
          held(undefined);
          send({ tick: currentTarget.valueAsNumber });
        }}
      />
      {speeds.map((speed) => (
        <button
          type="button"
          class="mode"
          aria-pressed={speed === replay?.speed}
          data-testid={`replay-${speed}`}
          key={speed}
          onClick={() => send({ speed })}
        >
          {speed === 0 ? words.still : words.times(speed)}
        </button>
      ))}
    </div>
  );
}
