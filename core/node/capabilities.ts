import type { Json, JsonObject } from '../json.ts';
import type { Usage } from '../run/events.ts';

/** What executors are given instead of importing the server. Implementations live in `server/capabilities`. */

export interface ModelRequest {
  /** `default` or `provider/model`. */
  model: string;
  instructions?: string;
  messages: { role: 'user' | 'assistant'; content: string }[];
  /** JSON Schema of the wanted object; absent for text. */
  output?: JsonObject;
  temperature?: number;
  maxTokens?: number;
  /** What simulated models answer. Present only where the node has it. */
  simulation?: Simulation;
  /**
   * Which call of the node this is, from 0: earlier iterations, the index inside a map and repairs count.
   * Picks the simulated reply, so the same execution always gets the same one.
   */
  turn: number;
  /** Of the node, from 1: with `turn` it decides which simulated calls fail. */
  attempt: number;
}

export interface Simulation {
  /** Answered in turn: the first call gets the first, later ones the last. */
  replies?: Json[];
  latencyMs?: number;
  /** Every n-th call fails with a retryable error. */
  failEvery?: number;
  seed?: number;
}

export interface ModelResponse {
  /** The model that answered, `provider/model`. */
  model: string;
  text: string;
  usage: Usage;
  durationMs: number;
  finishReason: string;
}

export interface ModelCapability {
  /**
   * One call, streamed. A cut stream, an abort or an error of the provider throws `NodeFailure` with a code
   * (MODEL_RATE_LIMITED, MODEL_UNAVAILABLE, MODEL_AUTH, MODEL_UNKNOWN, MODEL_STREAM_CUT, MODEL_REFUSED …), never partial text.
   */
  generate(
    request: ModelRequest,
    options: { signal: AbortSignal; simulated: boolean; onText(text: string): void },
  ): Promise<ModelResponse>;
}

export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** Sent in a header besides those above. The executor never sees its value. */
  secret?: HttpSecret;
  timeoutMs: number;
  maxBytes: number;
}

export interface HttpSecret {
  /** Of a secret of the workspace. */
  name: string;
  header: string;
  /** Stands before the value: `Bearer `. */
  prefix: string;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}
export interface HttpCapability {
  /**
   * Through the egress guard; secrets are taken out of the answer. Throws `NodeFailure` EGRESS_BLOCKED, HTTP_TIMEOUT,
   * HTTP_UNREACHABLE, HTTP_TOO_LARGE, SECRET_UNKNOWN, SECRET_REFUSED (not to this host), SECRET_UNAVAILABLE.
   */
  fetch(request: HttpRequest, options: { signal: AbortSignal }): Promise<HttpResponse>;
}

export interface Capabilities {
  model: ModelCapability;
  http: HttpCapability;
}

/** What a run may reach is its workspace's: the providers that it set up, with its keys. */
export type CapabilitiesOf = (run: { workspaceId: string }) => Capabilities;
