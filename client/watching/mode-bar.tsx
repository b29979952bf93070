import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { titleWithKey } from '../hud/control-label.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import { Mounted } from '../ui/mounted.ts';
import type { IconName } from '../ui/outlines.ts';
import { type WatchMode, watchModes } from './watch-mode.ts';

const icons: Record<WatchMode, IconName> = { follow: 'eye', director: 'film', wall: 'grid', free: 'drone' };
/** Keys of the modes; they differ from those that fly the camera and those of the toolbar. */
export const modeKeys: Record<WatchMode, string> = {
  follow: 'KeyV',
  director: 'KeyB',
  wall: 'KeyG',
  free: 'KeyC',
};

/** A button and a key for each way to watch. */
export class ModeBar {
  readonly #mode = signal<WatchMode | undefined>(undefined);
  readonly #view: Mounted;
  readonly #listening = new AbortController();

  constructor(choose: (mode: WatchMode) => void) {
    this.#view = new Mounted(<Modes mode={this.#mode} choose={choose} />);
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        const mode = watchModes.find((one) => modeKeys[one] === event.code);
        if (mode) choose(mode);
      },
      { signal: this.#listening.signal },
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  set mode(mode: WatchMode) {
    this.#mode.value = mode;
  }

  close(): void {
    this.#listening.abort();
    this.#view.close();
  }
}

interface ModesProps {
  mode: ReadonlySignal<WatchMode | undefined>;
  choose(mode: WatchMode): void;
}

function Modes({ mode, choose }: ModesProps): JSX.Element {
  const words = texts.watching;
  return (
    <div class="mode-bar" role="group" aria-label={words.modes} data-testid="mode-bar">
      {watchModes.map((one) => (
        <button
          type="button"
          class="mode"
          title={titleWithKey(words.modeTitle[one], modeKeys[one])}
          aria-pressed={one === mode.value}
          data-testid={`mode-${one}`}
          key={one}
          onClick={() => choose(one)}
        >
          <Icon name={icons[one]} />
          <span>{words.mode[one]}</span>
        </button>
      ))}
    </div>
  );
}
