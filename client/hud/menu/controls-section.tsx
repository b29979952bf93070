import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createRef, type JSX, type Ref } from 'preact';
import type { AxisBinding, Bindings, Slot } from '../../input/bindings.ts';
import { type Control, type Device, deviceOf, devices } from '../../input/control.ts';
import { texts } from '../../texts.ts';
import { holding } from '../../ui/holding.ts';
import { controlLabel } from '../control-label.ts';
import { DeviceNote } from './device-note.tsx';

export interface ControlsSectionOptions {
  bindings: Bindings;
  device: Device;
  /** Settings of a device apart from its bindings, such as the mouse's sensitivity. */
  settings: Readonly<Record<Device, readonly HTMLElement[]>>;
  /** Starts binding another control to `slot`, as a replacement for `control` if there is one. */
  rebind(slot: Slot, control: Control | undefined): void;
  reset(device: Device): void;
}

/** What the section shows. */
interface Shown {
  readonly bindings: Bindings;
  readonly device: Device;
  /** Result of the last change. */
  readonly message: string;
}

/** The section of the settings that lists what the controls of each device do, and lets the player rebind them. */
export class ControlsSection {
  /** The section, for the settings. */
  readonly view: JSX.Element;
  readonly #shown: Signal<Shown>;
  readonly #rows = createRef<HTMLDListElement>();

  constructor(options: ControlsSectionOptions) {
    const { bindings, device, settings, rebind, reset } = options;
    this.#shown = signal({ bindings, device, message: '' });
    this.view = (
      <Controls
        {...{ settings, rebind, reset }}
        shown={this.#shown}
        rows={this.#rows}
        choose={(chosen) => {
          this.device = chosen;
        }}
      />
    );
  }

  /** The device whose controls are shown. */
  set device(device: Device) {
    if (device === this.#shown.value.device) return;
    this.#shown.value = { ...this.#shown.value, device, message: '' };
  }

  set bindings(bindings: Bindings) {
    this.#shown.value = { ...this.#shown.value, bindings };
  }

  /** Shows the result of a change. */
  say(message: string): void {
    this.#shown.value = { ...this.#shown.value, message };
  }

  /** Puts the focus on a control of this slot. */
  focus(slot: Slot): void {
    this.#rows.current?.querySelector<HTMLElement>(`[data-slot="${slot}"]`)?.focus();
  }
}

type ControlsProps = Pick<ControlsSectionOptions, 'settings' | 'rebind' | 'reset'> & {
  shown: ReadonlySignal<Shown>;
  rows: Ref<HTMLDListElement>;
  choose(device: Device): void;
};

function Controls({ shown, rows, choose, settings, rebind, reset }: ControlsProps): JSX.Element {
  const { bindings, device, message } = shown.value;
  const { help } = texts;
  // Touch screens have buttons for these already.
  const onPage = device === 'touch' ? [] : bindings.page;
  const keys = { device, rebind };
  return (
    <div class="help" data-testid="help">
      <div class="devices" role="group" aria-label={texts.devices.label}>
        {devices.map((one) => (
          <button
            type="button"
            class="quiet"
            data-testid={`help-${one}`}
            aria-pressed={one === device}
            key={one}
            onClick={() => choose(one)}
          >
            {texts.devices[one]}
          </button>
        ))}
      </div>
      <p class="quiet-text">{help.hint}</p>
      <dl ref={rows}>
        {bindings.axes.map((axis) => (
          <div key={axis.name}>
            <dt>{axis.description}</dt>
            <Axis {...keys} axis={axis} />
          </div>
        ))}
        {bindings.buttons.map(({ name, description, controls }) => (
          <div key={name}>
            <dt>{description}</dt>
            <dd>
              <Keys {...keys} slot={name} name={description} controls={controls} />
            </dd>
          </div>
        ))}
        {onPage.map(({ name, controls }) => (
          <div key={name}>
            <dt>{texts.pageSlots[name]}</dt>
            <dd>
              {/* Escape belongs to the page and is bound to the menu for good. */}
              {name === 'menu' && device === 'keyboard' && <kbd>{controlLabel('Escape')}</kbd>}
              <Keys {...keys} slot={name} name={texts.pageSlots[name]} controls={controls} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="panel-message" role="status" data-testid="help-message">
        {message}
      </p>
      <div>
        <DeviceNote device={device} />
      </div>
      <div class="settings" key={device} ref={holding(...settings[device])} />
      <div class="panel-actions">
        <button type="button" class="quiet" data-testid="reset-bindings" onClick={() => reset(device)}>
          {help.reset}
        </button>
      </div>
    </div>
  );
}

type OfDevice = Pick<ControlsSectionOptions, 'device' | 'rebind'>;

function Axis({ axis, device, rebind }: OfDevice & { axis: AxisBinding }): JSX.Element {
  const { directions, pointer } = texts.controls;
  return (
    <dd>
      {([0, 1] as const).map((side) => {
        const direction = directions[axis.name][side];
        return (
          <span class="direction" key={side}>
            <span class="quiet-text">{direction}</span>
            <Keys
              {...{ device, rebind }}
              slot={`${axis.name}${side === 0 ? '-' : '+'}`}
              name={texts.help.slot(axis.description, direction)}
              controls={side === 0 ? axis.negative : axis.positive}
            />
          </span>
        );
      })}
      {axis.pointer && device === 'keyboard' && <kbd>{pointer[axis.pointer]}</kbd>}
    </dd>
  );
}

interface KeysProps extends OfDevice {
  slot: Slot;
  /** What the slot does. */
  name: string;
  controls: readonly Control[];
}

/**
 * A button for each control that the shown device has for a slot; without a control, one button to bind the
 * first.
 */
function Keys({ slot, name, controls, device, rebind }: KeysProps): JSX.Element {
  const own = controls.filter((control) => deviceOf(control) === device);
  const choices: (Control | undefined)[] = own.length > 0 ? own : [undefined];
  return (
    <>
      {choices.map((control, index) => {
        const label = control === undefined ? texts.help.nothing : controlLabel(control);
        return (
          <button
            type="button"
            class="key"
            data-slot={slot}
            aria-label={texts.help.change(name, label)}
            // A button whose control was replaced keeps the focus.
            key={index}
            onClick={() => rebind(slot, control)}
          >
            {control === undefined ? '+' : label}
          </button>
        );
      })}
    </>
  );
}

/** Description of a slot for people. */
export function slotName(bindings: Bindings, slot: Slot): string {
  const found = bindings.buttons.find(({ name }) => name === slot);
  if (found) return found.description;
  const onPage = bindings.page.find(({ name }) => name === slot);
  if (onPage) return texts.pageSlots[onPage.name];
  const axis = bindings.axes.find(({ name }) => slot.startsWith(name));
  if (!axis) return slot;
  const direction = texts.controls.directions[axis.name][slot.endsWith('+') ? 1 : 0];
  return texts.help.slot(axis.description, direction);
}
