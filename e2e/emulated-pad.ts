declare global {
  interface Window {
    /** The first gamepad that the page sees, and functions with which a test operates it. */
    emulatedPad?: EmulatedPad;
    /** All gamepads by their index. */
    emulatedPads?: readonly EmulatedPad[];
  }
}

/** Functions with which a test operates a gamepad. */
interface EmulatedPad {
  plug(): void;
  unplug(): void;
  /** Axes as in Gamepad.axes, and indices of the buttons that are pressed from now on. */
  push(axes: number[], pressed: number[]): void;
}

/**
 * Replaces the page's gamepads with two of the standard layout, initially unplugged. Runs in a page before its own code.
 */
export function installPad(): void {
  const make = (index: number) => {
    const state = { plugged: false, axes: [0, 0, 0, 0], pressed: [] as number[] };
    const reading = (): Gamepad => ({
      id: `Emulated pad ${index} (STANDARD GAMEPAD)`,
      index,
      mapping: 'standard',
      connected: true,
      timestamp: performance.now(),
      axes: state.axes,
      buttons: Array.from({ length: 17 }, (_, button) => {
        const down = state.pressed.includes(button);
        return { pressed: down, touched: down, value: down ? 1 : 0 };
      }),
      vibrationActuator: {
        playEffect: () => Promise.resolve('complete'),
        reset: () => Promise.resolve('complete'),
      },
    });
    const pad: EmulatedPad = {
      plug() {
        state.plugged = true;
        window.dispatchEvent(new Event('gamepadconnected'));
      },
      unplug() {
        state.plugged = false;
        window.dispatchEvent(new Event('gamepaddisconnected'));
      },
      push(axes, pressed) {
        state.axes = axes;
        state.pressed = pressed;
      },
    };
    return { pad, reading: () => (state.plugged ? reading() : null) };
  };
  const made = [make(0), make(1)];
  navigator.getGamepads = () => made.map(({ reading }) => reading());
  window.emulatedPads = made.map(({ pad }) => pad);
  window.emulatedPad = window.emulatedPads[0];
}
