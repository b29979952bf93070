/** Ein zweiter Mensch am selben Rechner, mit der Hälfte des Fensters. */
export const split = {
  tool: 'Zu zweit spielen',
  toolTitle: 'In zwei Hälften dieses Fensters spielen, mit einem Gamepad für die zweite Person',
  toolEnd: 'Zweite Person geht',
  offer: (button: string) => `Zu zweit? Drücke ${button} auf diesem Gamepad, um daneben mitzuspielen.`,
  awaited: (button: string) => `Zweite Person: ${button} auf einem Gamepad drücken. Das Menü bricht es ab.`,
  awaitedNoPads:
    'Zweite Person: ein Gamepad anschließen und eine Taste darauf drücken. Das Menü bricht es ab.',
  label: 'Zweite Person',
  view: 'Wie die zweite Person die Welt sieht, laufend gemalt',
  joined: (name: string, menu: string) => `${name} spielt jetzt hier mit. ${menu} öffnet das Menü.`,
  left: 'Die zweite Person ist gegangen. Das Gamepad ist frei.',
  menu: {
    label: 'Menü der zweiten Person',
    resume: 'Zurück in den Raum',
    leave: 'Gehen und das ganze Fenster zurückgeben',
    controls: 'Dein Gamepad',
  },
  noPad: {
    heading: 'Das Gamepad ist weg',
    text: (button: string) =>
      `Schließe es wieder an und drücke ${button}, oder drücke ${button} auf einem anderen. Bis dahin bleibt die Figur stehen.`,
  },
  action: (button: string, words: string) => `${button}: ${words}`,
  leave: 'Gehen',
} as const;
