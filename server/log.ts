import { pino, type Logger } from 'pino';
import type { Settings } from '#server/env.ts';
import { redactor } from '#server/secret/redactor.ts';

export type Log = Logger;

/** Keys of people and of the machine never reach a log line, at the top level or one level below. */
const SECRET_FIELDS = ['password', 'apiKey', 'authorization', 'cookie', 'token', 'masterKey'];

/**
 * Structured log lines on standard error, so that standard output stays for people.
 * @param to a file descriptor, or a file in tests.
 */
export function createLog(level: Settings['logLevel'], process: string, to: number | string = 2): Log {
  return pino(
    {
      level,
      base: { process },
      redact: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]),
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // The finished line: messages, stacks and causes of other libraries are in it too.
      hooks: { streamWrite: (line) => redactor.text(line) },
    },
    pino.destination({ dest: to, sync: true }),
  );
}
