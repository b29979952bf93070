import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { capturePointer } from '../browser/browser-features.ts';
import { markName } from '../people/person-name.ts';
import { Sentence } from '../people/sentence.tsx';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import type { FlightDirection } from './flight-controls.ts';
import { flyKeys, riseKeys } from './flight-keys.ts';

export type CameraSituation =
  | { kind: 'own' | 'free' | 'busy' }
  /** Another member flies it. */
  | { kind: 'others'; name: string };

export interface CameraPanelOptions {
  take(): void;
  release(): void;
  push(way: FlightDirection, held: boolean): void;
}

const ways: readonly [FlightDirection, string][] = [
  ['down', '⤓'],
  ['forward', '↑'],
  ['up', '⤒'],
  ['left', '←'],
  ['back', '↓'],
  ['right', '→'],
];

/** Shows who flies the free camera, with the controls to take, release and fly it by touch. */
export class CameraPanel {
  readonly #open = signal(false);
  readonly #situation = signal<CameraSituation | undefined>(undefined);
  readonly #view: Mounted;

  constructor(options: CameraPanelOptions) {
    this.#view = new Mounted(<Camera {...options} open={this.#open} situation={this.#situation} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  set open(open: boolean) {
    this.#open.value = open;
  }

  show(situation: CameraSituation): void {
    put(this.#situation, situation);
  }
}

interface CameraProps extends CameraPanelOptions {
  open: ReadonlySignal<boolean>;
  situation: ReadonlySignal<CameraSituation | undefined>;
}

function Camera({ open, situation: { value: situation }, take, release, push }: CameraProps): JSX.Element {
  const words = texts.watching.camera;
  const kind = situation?.kind;
  return (
    <section class="camera-panel" aria-label={words.label} data-testid="camera-panel" hidden={!open.value}>
      <p role="status" data-testid="camera-message">
        {/* No host badge: the pilot is a spectator and thus not the host. */}
        {situation && <Sentence text={sentenceOf(situation)} host={undefined} />}
      </p>
      <div class="flight-pad" role="group" aria-label={words.pad} hidden={kind !== 'own'}>
        {ways.map(([way, sign]) => (
          <HeldButton {...{ way, sign }} hold={(held) => push(way, held)} key={way} />
        ))}
      </div>
      <button type="button" class="primary" data-testid="take-camera" hidden={kind !== 'free'} onClick={take}>
        {words.take}
      </button>
      <button
        type="button"
        class="quiet"
        data-testid="release-camera"
        hidden={kind !== 'own'}
        onClick={release}
      >
        {words.release}
      </button>
    </section>
  );
}

interface HeldButtonProps {
  way: FlightDirection;
  sign: string;
  hold(held: boolean): void;
}

/** A button that flies as long as it is held. */
function HeldButton({ way, sign, hold }: HeldButtonProps): JSX.Element {
  const letGo = () => hold(false);
  return (
    <button
      type="button"
      class="key"
      aria-label={texts.watching.camera.moves[way]}
      data-testid={`fly-${way}`}
      onPointerDown={({ currentTarget, pointerId }) => {
        capturePointer(currentTarget, pointerId);
        hold(true);
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onBlur={letGo}
      onKeyDown={({ code }) => {
        if (code === 'Space' || code === 'Enter') hold(true);
      }}
      onKeyUp={letGo}
    >
      {sign}
    </button>
  );
}

function sentenceOf(situation: CameraSituation): string {
  const words = texts.watching.camera;
  if (situation.kind === 'others') return words.others(situation.name && markName(situation.name));
  return situation.kind === 'own' ? words.own(flyKeys(), riseKeys()) : words[situation.kind];
}
