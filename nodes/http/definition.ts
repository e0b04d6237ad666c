import { z } from 'zod';
import { jsonSchema } from '#core/json.ts';
import { hasHole, oneLine } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';
import type { ConfigProblem, ExpressionSite } from '#core/node/define.ts';

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

/** A redirect to another origin keeps these, and the connection sets the others itself. */
const NO_CREDENTIAL: ReadonlySet<string> = new Set([
  ...['accept', 'accept-language', 'content-type', 'user-agent'],
  ...['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'te', 'trailer', 'expect'],
]);

export const httpConfigSchema = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().default(''),
  headers: z.record(z.string(), z.string()).optional(),
  /** Added to the query of the address, encoded. */
  query: z.record(z.string(), scalarSchema).optional(),
  /** A text is sent as it is, anything else as JSON. */
  body: jsonSchema.optional(),
  /** The name of a secret of the workspace, sent as `Authorization: Bearer …`. It must allow the host. */
  secret: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'The name of a secret has small letters, digits and _')
    .optional(),
  /** Sends the secret in this header, as it is and without `Bearer`: `X-Api-Key`, or `Authorization` for other schemes. */
  secretHeader: z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'This is not the name of a header')
    .refine((name) => !NO_CREDENTIAL.has(name.toLowerCase()), 'No secret can be sent in this header')
    .optional(),
  /** Which answers are a success: statuses such as 404 and classes such as `4xx`. Absent: `2xx`. */
  expect: z
    .array(z.union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, 'A class of statuses looks like 4xx')]))
    .min(1)
    .optional(),
  /** For the whole answer, in milliseconds. */
  timeoutMs: z.int().min(1).max(600_000).default(30_000),
  /** How to read the answer. `auto` goes by its Content-Type. */
  parse: z.enum(['auto', 'json', 'text']).default('auto'),
  /** Sends `Idempotency-Key`, the same for every attempt: the other side recognises a repetition. */
  idempotencyKey: z.boolean().optional(),
  /** The answer in simulated runs. */
  simulation: z
    .strictObject({
      status: z.int().min(100).max(599).default(200),
      headers: z.record(z.string(), z.string()).optional(),
      body: jsonSchema.optional(),
    })
    .optional(),
});
export type HttpConfig = z.output<typeof httpConfigSchema>;

/** Methods whose repetition changes nothing more (RFC 9110, 9.2.2). */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE'];

/** Whether sending the request a second time is safe, by its method or by a key that the other side recognises. */
export function isRepeatable(config: Pick<HttpConfig, 'method' | 'idempotencyKey'>): boolean {
  return IDEMPOTENT.includes(config.method) || config.idempotencyKey === true;
}

function expressions(config: HttpConfig): ExpressionSite[] {
  const sites: ExpressionSite[] = [{ path: ['url'], kind: 'template' }];
  for (const field of ['headers', 'query', 'body', 'simulation'] as const) {
    if (config[field] !== undefined) sites.push({ path: [field], kind: 'json' });
  }
  return sites;
}

function urlProblem(url: string): string | null {
  if (url.trim() === '') return 'The request has no address.';
  // What stands before the first hole must already be a plain http(s) address, unless the address is all expression.
  if (!url.startsWith('{{') && !/^https?:\/\//i.test(url)) return 'The address must begin with http:// or https://.';
  if (!hasHole(url) && !URL.canParse(url)) return 'The address is not a valid URL.';
  return null;
}

export const httpDefinition = defineNode({
  type: 'http',
  version: 1,
  control: 'task',
  title: 'HTTP',
  description: 'Calls a web address and gives its answer.',
  icon: 'globe',
  group: 'Data and actions',
  keywords: ['request', 'api', 'rest', 'fetch', 'webhook', 'get', 'post', 'url', 'call'],
  config: httpConfigSchema,
  defaults: () => ({ method: 'GET' as const, url: '' }),
  acceptsInput: true,
  ports: () => [
    { id: 'out', label: 'Out', kind: 'data' },
    { id: 'error', label: 'Error', kind: 'error' },
  ],
  expressions,
  output: () => ({
    type: 'object',
    required: ['status', 'headers', 'body'],
    properties: {
      status: { type: 'integer', title: 'Status' },
      headers: { type: 'object', title: 'Headers', description: 'Names in small letters' },
      body: { title: 'Body' },
    },
  }),
  summary: (config) => (config.url.trim() === '' ? 'Has no address yet.' : `${config.method} ${oneLine(config.url)}`),
  onCrash: (config) => (isRepeatable(config) ? 'rerun-with-key' : 'ask'),
  writes: ({ method }) => method !== 'GET' && method !== 'HEAD',
  check: (config) => {
    const problems: ConfigProblem[] = [];
    const message = urlProblem(config.url);
    if (message) problems.push({ path: ['url'], message, severity: 'error' });
    if (config.secretHeader !== undefined && config.secret === undefined) {
      problems.push({ path: ['secretHeader'], message: 'The header has no secret to send.', severity: 'error' });
    }
    return problems;
  },
  supports: { retry: true, timeout: true, error: true, disable: true },
  defaultRetry: { maxAttempts: 3, backoff: '1s', factor: 2, maxBackoff: '60s' },
});
