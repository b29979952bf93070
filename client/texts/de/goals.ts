/** What a bot says of a goal that somebody gave it. */
export const goals = {
  hint: 'Beginne mit /bot, um einem Bot etwas aufzutragen: /bot bring den Ball zum Schrein',
  nobody: 'Bots',
  step: (step: number, steps: number, said: string) => `Schritt ${step} von ${steps}: ${said}`,
  failed: (step: number, said: string, why: string) => `Schritt ${step}, „${said}“, misslang: ${why}`,
  done: 'Erledigt.',
  stopped: 'Beendet.',
} as const;
