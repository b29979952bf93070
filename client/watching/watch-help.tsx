import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { controlLabel } from '../hud/control-label.ts';
import { DeviceNote } from '../hud/menu/device-note.tsx';
import { defaultPageControls } from '../input/page-slots.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { flyKeys, riseKeys } from './flight-keys.ts';
import { modeKeys } from './mode-bar.tsx';
import { watchModes } from './watch-mode.ts';

/** Help for a spectator's keys. */
export class WatchHelp {
  readonly #open = signal(false);
  readonly #view = new Mounted(<Help open={this.#open} toggle={() => this.toggle()} />);

  get root(): HTMLElement {
    return this.#view.root;
  }

  close(): void {
    this.#view.close();
  }

  toggle(): void {
    this.#open.value = !this.#open.value;
  }
}

function Help({ open, toggle }: { open: ReadonlySignal<boolean>; toggle(): void }): JSX.Element {
  const { help } = texts.watching;
  const root = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (open.value) root.current?.focus();
  }, [open.value]);
  return (
    <section
      class="panel help"
      role="dialog"
      tabindex={-1}
      aria-labelledby="watch-help-heading"
      data-testid="watch-help"
      hidden={!open.value}
      ref={root}
      onKeyDown={(event) => {
        if (event.code !== 'Escape') return;
        event.preventDefault();
        toggle();
      }}
    >
      <h2 id="watch-help-heading">{help.heading}</h2>
      <div>
        <Keys />
      </div>
      <DeviceNote device="gamepad" />
      <div class="panel-actions">
        <button type="button" class="quiet" data-testid="close-watch-help" onClick={toggle}>
          {help.close}
        </button>
      </div>
    </section>
  );
}

/** All keys, by where they work. */
function Keys(): JSX.Element {
  const { help, mode, modeTitle } = texts.watching;
  return (
    <>
      <h3>{help.everywhere}</h3>
      <Rows
        entries={[
          ...watchModes.map(
            (one) => [`${mode[one]}: ${modeTitle[one]}`, controlLabel(modeKeys[one])] as const,
          ),
          [help.players, help.playersKeys],
          [help.chat, help.chatKeys],
          [help.map, controlLabel(defaultPageControls.map.keyboard[0])],
          [help.origin, controlLabel(defaultPageControls.origin.keyboard[0])],
        ]}
      />
      <h3>{help.wall}</h3>
      <Rows
        entries={[
          [help.wallMove, help.wallMoveKeys],
          [help.enlarge, help.enlargeKeys],
        ]}
      />
      <h3>{help.free}</h3>
      <Rows
        entries={[
          [help.fly, flyKeys()],
          [help.rise, riseKeys()],
          [help.look, help.lookKeys],
          [help.pad, help.padKeys],
        ]}
      />
    </>
  );
}

function Rows({ entries }: { entries: readonly (readonly [what: string, keys: string])[] }): JSX.Element {
  return (
    <dl>
      {entries.map(([what, keys]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            <kbd>{keys}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  );
}
