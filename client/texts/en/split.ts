/** A second player at the same machine, with half of the window. */
export const split = {
  tool: 'Second player',
  toolTitle: 'Play in two halves of this window, with a gamepad for the second player',
  toolEnd: 'Second player leaves',
  offer: (button: string) => `A second player? Press ${button} on that gamepad to join beside.`,
  awaited: (button: string) => `Second player: press ${button} on a gamepad. The menu calls it off.`,
  awaitedNoPads: 'Second player: plug a gamepad in and press a button on it. The menu calls it off.',
  label: 'Second player',
  view: 'The second player’s view of the world, painted live',
  joined: (name: string, menu: string) => `${name} plays here now. ${menu} opens the menu.`,
  left: 'The second player has left. The gamepad is free.',
  menu: {
    label: 'Second player’s menu',
    resume: 'Back to the room',
    leave: 'Leave, and give the window back',
    controls: 'Your gamepad',
  },
  noPad: {
    heading: 'The gamepad is gone',
    text: (button: string) =>
      `Plug it in again and press ${button}, or press ${button} on another one. Until then this player stands still.`,
  },
  action: (button: string, words: string) => `${button}: ${words}`,
  leave: 'Leave',
} as const;
