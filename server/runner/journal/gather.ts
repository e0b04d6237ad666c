import { errorKind } from '#server/db/database-errors.ts';

/** More than this in one statement would only make its first ones wait. */
const MAX_BATCH = 500;
/** One on its way while the next one gathers; a second, so that a slow one does not hold everybody up. */
const MAX_IN_FLIGHT = 2;

interface Asked<Question, Answer> {
  question: Question;
  resolve(answer: Answer): void;
  reject(cause: unknown): void;
}

/**
 * Puts the questions that many runs ask at the same time into few statements. It adds no delay: what is asked in one
 * turn of the event loop goes out together, and what comes while statements are on their way goes with the next one.
 * @param answer the answers in the order of the questions. What it cannot answer together it is asked one by one, so
 * that nobody suffers for somebody else's data; when the database is away, all are rejected.
 */
export function gather<Question, Answer>(
  answer: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  const waiting: Asked<Question, Answer>[] = [];
  let inFlight = 0;
  let scheduled = false;

  const ask = async (batch: readonly Asked<Question, Answer>[]): Promise<void> => {
    try {
      const answers = await answer(batch.map(({ question }) => question));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (cause) {
      const kind = errorKind(cause);
      const alone = batch.length > 1 && (kind === 'data' || kind === 'other');
      if (alone) for (const each of batch) await ask([each]);
      else for (const { reject } of batch) reject(cause);
    }
  };
  const send = (): void => {
    scheduled = false;
    while (inFlight < MAX_IN_FLIGHT && waiting.length > 0) {
      inFlight += 1;
      void ask(waiting.splice(0, MAX_BATCH)).finally(() => {
        inFlight -= 1;
        schedule();
      });
    }
  };
  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(send);
  };
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      schedule();
    });
}
