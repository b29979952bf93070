export const looks = {
  title: 'How the world looks',
  close: 'Close',
  /** Controls that packs often have; others go by their own name. */
  names: { timeOfDay: 'Time of day', fog: 'Fog', theme: 'Theme' } as Readonly<Record<string, string>>,
  guidance: 'Strength',
  guidanceHint: 'How strongly the picture follows what you choose',
  prompt: 'Or say it',
  promptPlaceholder: 'a foggy night in the red quarter',
  send: 'Change',
  understood: (what: string) => `Understood: ${what}.`,
  nothing: 'Nothing in this says how the world should look.',
  unknown: (words: string) => `These words mean nothing here: ${words}.`,
  offers: (what: string) => `What can be changed: ${what}.`,
  oneOf: (name: string, values: string) => `${name} (${values})`,
  notSent: 'Not changed: there is no connection to the room right now.',
} as const;
