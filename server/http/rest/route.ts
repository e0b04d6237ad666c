import { z } from 'zod';
import type { ErrorCode } from '#core/errors.ts';
import type { Actor, Permission } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { readJson } from '../body.ts';
import { json } from '../respond.ts';

type Fields = z.ZodObject;
type NoFields = z.ZodObject<Record<never, z.ZodType>, z.core.$strict>;
const noFields: NoFields = z.strictObject({});

/** A request that is for a route, with the names in braces taken from its path. */
export interface RestRequest {
  deps: Deps;
  actor: Actor;
  request: Request;
  /** Decoded parts of the path, by the name in braces. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
}

/** What a handler gets: everything that the route declares is parsed by then. */
export interface RestCall<Params, Query, Headers, Body, Answer>
  extends Pick<RestRequest, 'deps' | 'actor' | 'request'> {
  params: Params;
  query: Query;
  headers: Headers;
  body: Body;
  /** The declared answer as JSON, with the declared status. */
  reply(body: Answer, headers?: Record<string, string>): Response;
}

export interface RestBody<Value> {
  mediaTypes: readonly string[];
  /** What the document shows; {@link read} holds requests to it. */
  schema: z.ZodType;
  example?: unknown;
  /** @throws FermataError MALFORMED, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE or VALIDATION */
  read(request: Request): Promise<Value>;
}

export interface RestAnswer<Schema extends z.ZodType> {
  /** Absent: 200. */
  status?: 201;
  description: string;
  schema: Schema;
  example?: z.input<Schema>;
  /** Header → what it says. */
  headers?: Readonly<Record<string, string>>;
  /** Other media types that an `Accept` header can ask for → what comes then. */
  instead?: Readonly<Record<string, { description: string; example: string }>>;
}

export const TAGS = ['Workflows', 'Runs', 'Approvals'] as const;

interface Declared {
  method: 'GET' | 'PUT' | 'POST';
  /** Below `/api/v1`, such as `/runs/{id}`. */
  path: string;
  /** What client generators call the method; never changed once published. */
  operationId: string;
  tag: (typeof TAGS)[number];
  summary: string;
  description?: string;
  /** What a key must be allowed for this call to succeed. */
  scopes: readonly Permission[];
  /** What it refuses besides {@link errorsOf}: conflicts, limits, states. */
  errors: readonly ErrorCode[];
}

interface Declaration<P extends Fields, Q extends Fields, H extends Fields, B, A extends z.ZodType> extends Declared {
  /** One entry for every name in braces. A value that does not fit names nothing that exists: NOT_FOUND. */
  params?: P;
  query?: Q;
  headers?: H;
  body?: RestBody<B>;
  answer: RestAnswer<A>;
  handle(call: RestCall<z.output<P>, z.output<Q>, z.output<H>, B, z.input<A>>): Promise<Response>;
}

/**
 * One row of the HTTP API. The OpenAPI document is written from the same schemas that requests are held to, so a route
 * that is not declared cannot exist.
 */
export interface RestRoute extends Declared {
  params: Fields;
  query: Fields;
  headers: Fields;
  body: RestBody<unknown> | null;
  answer: RestAnswer<z.ZodType>;
  run(request: RestRequest): Promise<Response>;
}

/** Declares a route. It only translates: what may be done, and how, is in the services. */
export function defineRoute<
  A extends z.ZodType,
  P extends Fields = NoFields,
  Q extends Fields = NoFields,
  H extends Fields = NoFields,
  B = undefined,
>(declaration: Declaration<P, Q, H, B, A>): RestRoute {
  // An absent schema is `noFields`, which is also what its type parameter is then.
  const params = declaration.params ?? (noFields as unknown as P);
  const query = declaration.query ?? (noFields as unknown as Q);
  const headers = declaration.headers ?? (noFields as unknown as H);
  const { handle, body, answer, ...declared } = declaration;
  const inPath = [...declared.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).join();
  if (Object.keys(params.shape).join() !== inPath) throw new Error(`${declared.path} does not declare ${inPath}.`);
  return {
    ...declared,
    params,
    query,
    headers,
    body: body ?? null,
    answer,
    run: async (raw) =>
      handle({
        deps: raw.deps,
        actor: raw.actor,
        request: raw.request,
        params: readParams(params, raw.params),
        // A repeated name counts once, with its last value.
        query: query.parse(Object.fromEntries(raw.query)),
        headers: headers.parse(pickHeaders(headers, raw.request)),
        body: (body ? await body.read(raw.request) : undefined) as B,
        reply: (value, extra) => json(value, { status: answer.status ?? 200, ...(extra ? { headers: extra } : {}) }),
      }),
  };
}

/** A JSON body of this shape. */
export function jsonBody<Schema extends z.ZodType>(
  schema: Schema,
  example?: z.input<Schema>,
): RestBody<z.output<Schema>> {
  return {
    mediaTypes: ['application/json'],
    schema,
    ...(example === undefined ? {} : { example }),
    read: async (request) => schema.parse(await readJson(request)),
  };
}

/** Every code that a route may answer with: its own, and those that come with what it reads. */
export function errorsOf(route: RestRoute): ErrorCode[] {
  const codes = new Set<ErrorCode>(['VALIDATION', 'UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL', 'UNAVAILABLE']);
  if (Object.keys(route.params.shape).length > 0) codes.add('NOT_FOUND').add('MALFORMED');
  if (route.body) codes.add('MALFORMED').add('TOO_LARGE').add('UNSUPPORTED_MEDIA_TYPE');
  for (const code of route.errors) codes.add(code);
  return [...codes];
}

function readParams<P extends Fields>(schema: P, params: RestRequest['params']): z.output<P> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const [name] = parsed.error.issues[0]?.path ?? [];
  throw notFound(schema.shape[String(name)]?.description ?? 'page');
}

function pickHeaders(schema: Fields, request: Request): Record<string, string> {
  const given = Object.keys(schema.shape).map((name) => [name, request.headers.get(name)] as const);
  return Object.fromEntries(given.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** The parameters of a pattern in a path, or null when it does not match. */
export function matchPath(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name) params[name] = segment;
    else if (part !== segment) return null;
  }
  return params;
}
