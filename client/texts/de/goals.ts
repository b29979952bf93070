/** What a bot says of a goal that somebody gave it, and one's own body of a wish. */
export const goals = {
  hint: [
    'Beginne mit /bot, um einem Bot etwas aufzutragen: /bot bring den Ball zum Schrein',
    'Beginne mit /do, damit deine eigene Figur es tut, bis du eine Taste drückst: /do geh zum Block',
    'Auf Englisch versteht sie auch einzelne Bewegungen: /do turn left, walk to the orb',
    '/help zeigt das',
  ],
  nobody: 'Bots',
  step: (step: number, steps: number, said: string) => `Schritt ${step} von ${steps}: ${said}`,
  failed: (step: number, said: string, why: string) => `Schritt ${step}, „${said}“, misslang: ${why}`,
  done: 'Erledigt.',
  stopped: 'Beendet.',
} as const;
