import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from '#core/errors.ts';
import { component } from './component.ts';

const codes = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]];

/** What every refusal looks like; see `errorBody`. */
export const errorAnswer = component(
  'Error',
  z.strictObject({
    error: z.strictObject({
      code: z.enum(codes).describe('Stable: programs match on it.'),
      message: z.string().describe('A sentence for a person that says what and where.'),
      details: z
        .unknown()
        .optional()
        .describe('VALIDATION: a list of {path, message}; MALFORMED: {line, column}; INVALID_WORKFLOW: the problems.'),
      requestId: z.string().describe('Stands in the log of the server.'),
    }),
  }),
);
