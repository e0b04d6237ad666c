import { type Chore, every } from '../every.ts';
import type { Log } from '#server/log.ts';
import type { RunClient } from './run-client.ts';
import type { Sink } from './sink.ts';

const LOOK_MS = 200;

/**
 * People who answer all that runs ask. Every gate is decided by two at once who often disagree. Of an effect whose
 * outcome nobody knows they look up whether it happened; if not, they give it up, since a frozen process may still
 * make it.
 */
export class People {
  readonly #client: RunClient;
  readonly #sink: Sink;
  readonly #random: () => number;
  readonly #chore: Chore;
  /** Decisions that were made, and those that came second. */
  decided = 0;
  tooLate = 0;
  questions = 0;

  constructor(client: RunClient, sink: Sink, random: () => number, log: Log) {
    this.#client = client;
    this.#sink = sink;
    this.#random = random;
    this.#chore = every(LOOK_MS, 'Answering runs', log, () => this.#look());
  }

  stop(): Promise<void> {
    return this.#chore.stop();
  }

  async #look(): Promise<void> {
    const gates = await this.#client.openGates();
    await Promise.all(gates.flatMap(({ runId, key }) => [this.#decide(runId, key), this.#decide(runId, key)]));
    const questions = await this.#client.openQuestions();
    if (questions.length === 0) return;
    const counts = await this.#sink.counts();
    for (const question of questions) {
      const happened = counts.has(`${question.runId}:${question.key}`);
      await this.#client.resolve(question, happened ? 'happened' : 'fail');
      this.questions += 1;
    }
  }

  async #decide(runId: string, key: string): Promise<void> {
    const answer = await this.#client.decide(runId, key, this.#random() < 0.7 ? 'approved' : 'rejected');
    if (answer === 'sent') this.decided += 1;
    else this.tooLate += 1;
  }
}
