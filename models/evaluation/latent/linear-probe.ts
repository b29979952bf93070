/** Steps of gradient descent, and weight decay. */
const steps = 1500;
const rate = 0.5;
const momentum = 0.9;
const decay = 1e-4;

/**
 * A linear classifier on frozen features (Alain and Bengio, "Understanding intermediate layers using linear
 * classifier probes", 2016): softmax regression on features of mean 0 and deviation 1, with equal weight for
 * each class. Deterministic.
 */
export class LinearProbe {
  readonly #mean: number[];
  readonly #deviation: number[];
  /** By class: a weight for each feature, then the bias. */
  readonly #weights: number[][];

  /** features [N][F]; labels [N] in 0 to classes - 1. */
  constructor(features: readonly (readonly number[])[], labels: readonly number[], classes: number) {
    const count = features.length;
    const size = features[0].length;
    const meanOf = (of: (row: readonly number[]) => number) =>
      features.reduce((sum, row) => sum + of(row), 0) / count;
    this.#mean = Array.from({ length: size }, (_, i) => meanOf((row) => row[i]));
    this.#deviation = this.#mean.map((mean, i) => Math.sqrt(meanOf((row) => (row[i] - mean) ** 2)) || 1);
    this.#weights = Array.from({ length: classes }, () => Array<number>(size + 1).fill(0));
    const speed = this.#weights.map((row) => row.map(() => 0));
    const often = Array.from({ length: classes }, (_, c) => labels.filter((label) => label === c).length);
    const present = often.filter((times) => times > 0).length;
    const rows = features.map((row) => this.#scaled(row));
    for (let step = 0; step < steps; step++) {
      const slope = this.#weights.map((row) => row.map((weight) => decay * weight));
      for (const [n, row] of rows.entries()) {
        const chances = softmax(this.#logits(row));
        const worth = 1 / (present * often[labels[n]]);
        for (const [c, chance] of chances.entries()) {
          const off = (chance - (labels[n] === c ? 1 : 0)) * worth;
          for (const [i, value] of row.entries()) slope[c][i] += off * value;
        }
      }
      for (const [c, row] of this.#weights.entries()) {
        for (let i = 0; i < row.length; i++) {
          speed[c][i] = momentum * speed[c][i] - rate * slope[c][i];
          row[i] += speed[c][i];
        }
      }
    }
  }

  /** The most probable class of one row of features. */
  classify(features: readonly number[]): number {
    const logits = this.#logits(this.#scaled(features));
    return logits.indexOf(Math.max(...logits));
  }

  #scaled(row: readonly number[]): number[] {
    return [...row.map((value, i) => (value - this.#mean[i]) / this.#deviation[i]), 1];
  }

  #logits(scaled: readonly number[]): number[] {
    return this.#weights.map((row) => row.reduce((sum, weight, i) => sum + weight * scaled[i], 0));
  }
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp(logit - most));
  const sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((value) => value / sum);
}
