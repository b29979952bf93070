import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { controlLabel } from '../hud/control-label.ts';
import type { Bindings } from '../input/bindings.ts';
import { type Control, deviceOf } from '../input/control.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';

export interface SecondMenuOptions {
  bindings: Bindings;
  /** The menu opened or closed. */
  toggled(open: boolean): void;
  mapToggled(): void;
  clipped(): void;
  left(): void;
}

interface Entry {
  readonly text: string;
  readonly testId: string;
  action(): void;
}

const steps: Readonly<Record<Control, 1 | -1>> = {
  Pad12: -1,
  Pad13: 1,
  'Pad.leftY+': -1,
  'Pad.leftY-': 1,
};

/**
 * The second player's menu, over that player's half alone; the first player plays on. A gamepad operates it. It marks its
 * entry itself, because a window has one focus, which is the first player's.
 */
export class SecondMenu {
  readonly #options: SecondMenuOptions;
  readonly #entries: readonly Entry[];
  readonly #open = signal(false);
  /** Index of the marked entry. */
  readonly #at = signal(0);
  readonly #view: Mounted;

  constructor(options: SecondMenuOptions) {
    this.#options = options;
    const { menu } = texts.split;
    this.#entries = [
      { text: menu.resume, testId: 'second-resume', action: () => this.toggle() },
      { text: texts.map.name, testId: 'second-map', action: options.mapToggled },
      {
        text: texts.capture.clip,
        testId: 'second-clip',
        action: () => {
          this.toggle();
          options.clipped();
        },
      },
      { text: menu.leave, testId: 'second-menu-leave', action: options.left },
    ];
    this.#view = new Mounted(
      <Menu open={this.#open} at={this.#at} entries={this.#entries} bindings={options.bindings} />,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get isOpen(): boolean {
    return this.#open.value;
  }

  toggle(): void {
    this.#open.value = !this.#open.value;
    this.#at.value = 0;
    this.#options.toggled(this.isOpen);
  }

  close(): void {
    this.#view.close();
  }

  /** A press of the second player's gamepad while the menu is open. */
  pad(control: Control): void {
    const step = steps[control];
    const { length } = this.#entries;
    if (step) this.#at.value = (this.#at.value + step + length) % length;
    else if (control === 'Pad0') this.#entries[this.#at.value].action();
    else if (control === 'Pad1' || control === 'Pad9') this.toggle();
  }
}

interface MenuProps extends Pick<SecondMenuOptions, 'bindings'> {
  open: ReadonlySignal<boolean>;
  at: ReadonlySignal<number>;
  entries: readonly Entry[];
}

function Menu({ open, at, entries, bindings }: MenuProps): JSX.Element {
  const { label, menu } = texts.split;
  return (
    <div
      class="room-menu"
      role="group"
      aria-label={menu.label}
      data-testid="second-menu"
      hidden={!open.value}
    >
      <section class="menu-card second-menu">
        <h2>{label}</h2>
        {entries.map(({ text, testId, action }, index) => (
          <button
            type="button"
            class="menu-item"
            tabindex={-1}
            aria-current={index === at.value ? 'true' : undefined}
            data-testid={testId}
            key={testId}
            onClick={action}
          >
            {text}
          </button>
        ))}
        <h3>{menu.controls}</h3>
        <PadControls {...bindings} />
      </section>
    </div>
  );
}

/** What a gamepad does. */
function PadControls({ axes, buttons }: Pick<Bindings, 'axes' | 'buttons'>): JSX.Element {
  const rows = [
    ...axes.map(({ name, description, negative, positive }) => ({
      ...{ name, description },
      controls: [...negative, ...positive],
    })),
    ...buttons,
  ].map(({ name, description, controls }) => ({
    ...{ name, description },
    own: controls.filter((control) => deviceOf(control) === 'gamepad'),
  }));
  return (
    <dl class="second-controls">
      {rows
        .filter(({ own }) => own.length > 0)
        .map(({ name, description, own }) => (
          <div key={name}>
            <dt>{description}</dt>
            <dd>
              {own.map((control) => (
                <kbd key={control}>{controlLabel(control)}</kbd>
              ))}
            </dd>
          </div>
        ))}
    </dl>
  );
}
