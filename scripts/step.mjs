/** Number of steps that did something. */
let steps = 0;

/**
 * Prints a line for people. Standard output stays free for the output of the program itself. @param {string}
 * line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs one step of the set-up and prints its title and duration.
 *
 * @template T
 * @param {string} title What is done, as in "Installing the npm packages".
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function step(title, act) {
  if (steps++ === 0) say('Setting up Worldroom:');
  say(`  ${title} ...`);
  const start = performance.now();
  try {
    const result = await act();
    say(`    done in ${seconds(start)}`);
    return result;
  } catch (error) {
    say(`    failed after ${seconds(start)}`);
    throw error;
  }
}

/** Whether any step did something. */
export function anySteps() {
  return steps > 0;
}

/** @param {number} start */
export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
