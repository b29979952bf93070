/** What a bot says of a goal that somebody gave it. */
export const goals = {
  hint: 'Begin with /bot to tell a bot what to do: /bot bring the ball to the shrine',
  nobody: 'Bots',
  step: (step: number, steps: number, said: string) => `Step ${step} of ${steps}: ${said}`,
  failed: (step: number, said: string, why: string) => `Step ${step}, “${said}”, failed: ${why}`,
  done: 'Done.',
  stopped: 'Stopped.',
} as const;
