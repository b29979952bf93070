/** What the shipped pack says of its controls, by what it says; other packs are shown in their own words. */
export const packs: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'Walk forward and back',
    'Step left and right',
    'Turn left and right',
    'Look down and up',
    'Jump',
    'Open or close a door',
    'Place a block',
    'Take a block',
    'Morning (0) through noon (0.5) to dusk (1)',
    'How thick the air is',
    'What the place is made of',
  ].map((said) => [said, said]),
);
