import { type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { controlLabel, titleWithKey } from '../hud/control-label.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/outlines.ts';

export interface SoundControlsOptions {
  on: boolean;
  captions: boolean;
  /** 0 to 1. */
  volume: number;
  toggled(on: boolean): void;
  captionsToggled(on: boolean): void;
  volumeChanged(volume: number): void;
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
}

interface Switch {
  readonly name: string;
  readonly title: string;
  readonly code: string;
  readonly icons: { on: IconName; off: IconName };
  readonly on: Signal<boolean>;
  changed(on: boolean): void;
}

/** Step of the volume slider: 20 steps from silent to full. */
const step = 0.05;

/** The switch for sound at hand, and the settings of sound: switch, volume and captions. */
export class SoundControls {
  /** The switch for the toolbar. */
  readonly tool: JSX.Element;
  /** The settings. */
  readonly settings: readonly JSX.Element[];
  readonly #options: SoundControlsOptions;
  readonly #listening = new AbortController();

  constructor(options: SoundControlsOptions) {
    this.#options = options;
    const { sound } = texts;
    const heard: Switch = {
      ...{ name: sound.name, title: sound.title, code: 'KeyM' },
      icons: { on: 'sound', off: 'muted' },
      on: signal(options.on),
      changed: options.toggled,
    };
    const captions: Switch = {
      ...{ ...sound.captions, code: 'KeyU' },
      icons: { on: 'caption', off: 'caption' },
      on: signal(options.captions),
      changed: options.captionsToggled,
    };
    const { isTaken } = options;
    this.tool = <SwitchTool {...{ isTaken }} made={heard} testId="toggle-sound" key="sound" />;
    this.settings = [
      <SwitchSetting {...{ isTaken }} made={heard} testId="settings-sound-switch" key="sound" />,
      <label class="setting-slider" for="volume" key="volume">
        <span>{sound.volume}</span>
        <input
          type="range"
          id="volume"
          min={0}
          max={1}
          step={step}
          defaultValue={String(options.volume)}
          data-testid="volume"
          onInput={({ currentTarget }) => options.volumeChanged(currentTarget.valueAsNumber)}
        />
      </label>,
      <SwitchSetting {...{ isTaken }} made={captions} testId="toggle-captions" key="captions" />,
    ];
    for (const one of [heard, captions]) this.#listen(one);
  }

  close(): void {
    this.#listening.abort();
  }

  #listen(made: Switch): void {
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.code !== made.code || event.repeat || event.ctrlKey || event.altKey || event.metaKey)
          return;
        if (!belongsToPage(event) && !this.#options.isTaken(event.code)) toggle(made);
      },
      { signal: this.#listening.signal },
    );
  }
}

interface SwitchProps {
  made: Switch;
  testId: string;
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
}

/** A switch of the toolbar. */
function SwitchTool({ made, testId, isTaken }: SwitchProps): JSX.Element {
  const { name, title, code, on } = made;
  return (
    <button
      type="button"
      class="tool"
      title={titleWithKey(title, isTaken(code) ? undefined : code)}
      aria-pressed={on.value}
      data-testid={testId}
      onClick={({ currentTarget }) => {
        toggle(made);
        // Otherwise the space bar would press the button again instead of jumping.
        if (!currentTarget.matches(':focus-visible')) currentTarget.blur();
      }}
    >
      <Icon name={iconOf(made)} />
      <span class="tool-text">{name}</span>
    </button>
  );
}

/** A switch of the settings. */
function SwitchSetting({ made, testId, isTaken }: SwitchProps): JSX.Element {
  const { name, title, code, on } = made;
  const words = texts.settings;
  return (
    <button
      type="button"
      class="menu-item"
      aria-pressed={on.value}
      data-testid={testId}
      onClick={() => toggle(made)}
    >
      <Icon name={iconOf(made)} />
      <span class="menu-words">
        <span class="tool-text">{name}</span> <small>{title}</small>
      </span>
      <span class="tool-state" aria-hidden="true">
        {on.value ? words.on : words.off}
      </span>
      <kbd aria-hidden="true">{isTaken(code) ? '' : controlLabel(code)}</kbd>
    </button>
  );
}

function iconOf({ icons, on }: Switch): IconName {
  return on.value ? icons.on : icons.off;
}

function toggle({ on, changed }: Switch): void {
  on.value = !on.value;
  changed(on.value);
}
