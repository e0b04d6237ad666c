import { createHash } from 'node:crypto';
import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { ModelRequest } from '#core/node/capabilities.ts';

/** Made-up answers: the same for the same request and seed, about the words of the prompt, in the shape asked for. */

const MAX_DEPTH = 6;
const TOPIC_WORDS = 6;
const COMMON = new Set(
  'about above after again agent also answer because been before being between both cannot could does down each every few fill find first from gives have here into its itself just like list make many more most must name need only other over please same should some such text than that their them then there these they this those through under until upon using very want were what when where which while will with within without would write your yours give use one two three json schema'.split(
    ' ',
  ),
);

/** A stream of numbers in [0, 1) that only depends on the text. */
export function numbersFrom(text: string): () => number {
  let block = 0;
  let bytes = Buffer.alloc(0);
  return () => {
    if (bytes.length < 4) bytes = createHash('sha256').update(`${block++}:${text}`).digest();
    const value = bytes.readUInt32BE(0) / 2 ** 32;
    bytes = bytes.subarray(4);
    return value;
  };
}

/** The words that a prompt seems to be about: the most frequent ones that are not small talk. */
export function topicWords(text: string): string[] {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}[\p{L}\d-]{3,}/gu)) {
    if (!COMMON.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts.entries()]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TOPIC_WORDS)
    .map(([word]) => word);
}

interface Maker {
  random: () => number;
  topics: string[];
}

function topic(maker: Maker, at: number): string {
  return maker.topics[at % Math.max(maker.topics.length, 1)] ?? 'the question';
}

const SENTENCES: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `The main point is ${a}, seen together with ${b}.`,
  (a, b) => `On ${a}, the material is clear; on ${b}, one open question remains.`,
  (a, b) => `A careful reader would start with ${a} and then turn to ${b}.`,
  (a, b) => `What speaks for it is ${a}; what speaks against it is ${b}.`,
  (a, b) => `Both ${a} and ${b} can be checked with little effort.`,
];

function sentences(maker: Maker, count: number): string {
  const start = Math.floor(maker.random() * SENTENCES.length);
  return Array.from({ length: count }, (_, index) => {
    const sentence = SENTENCES[(start + index) % SENTENCES.length];
    return sentence?.(topic(maker, 2 * index), topic(maker, 2 * index + 1)) ?? '';
  }).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function textFor(schema: JsonObject, name: string, maker: Maker): string {
  const day = `2026-0${1 + Math.floor(maker.random() * 9)}-1${Math.floor(maker.random() * 10)}`;
  if (schema.format === 'date') return day;
  if (schema.format === 'date-time') return `${day}T09:00:00Z`;
  if (schema.format === 'email') return 'person@example.com';
  if (schema.format === 'uri') return 'https://example.com/';
  const short = /^(title|name|label|heading|topic|subject|id|key|slug|code)$/i.test(name);
  const text = short ? capital(`${topic(maker, 0)} and ${topic(maker, 1)}`) : sentences(maker, 2);
  const longest = typeof schema.maxLength === 'number' ? schema.maxLength : text.length;
  const shortest = typeof schema.minLength === 'number' ? schema.minLength : 0;
  return text.slice(0, longest).padEnd(Math.min(shortest, longest), '.');
}

function numberFor(schema: JsonObject, whole: boolean, maker: Maker): number {
  const low = typeof schema.minimum === 'number' ? schema.minimum : 0;
  const high = typeof schema.maximum === 'number' ? schema.maximum : Math.max(low + 10, whole ? 10 : 1);
  // Towards the upper end: a simulated score should let a workflow go on.
  const value = low + (high - low) * (0.8 + 0.15 * maker.random());
  return whole
    ? Math.min(Math.max(Math.round(value), Math.ceil(low)), Math.floor(high))
    : Math.round(value * 100) / 100;
}

function listFor(schema: JsonObject, name: string, maker: Maker, depth: number): Json[] {
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Math.max(least, 3);
  const items = isJsonObject(schema.items) ? schema.items : { type: 'string' };
  return Array.from({ length: Math.min(Math.max(least, 3), most) }, () => valueFor(items, name, maker, depth + 1));
}

function valueFor(schema: JsonObject, name: string, maker: Maker, depth: number): Json {
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum) && schema.enum[0] !== undefined) return schema.enum[0];
  if (schema.type === 'string') return textFor(schema, name, maker);
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number') return numberFor(schema, schema.type === 'integer', maker);
  if (schema.type === 'array') return depth > MAX_DEPTH ? [] : listFor(schema, name, maker, depth);
  if (schema.type === 'object' || isJsonObject(schema.properties)) {
    const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
    return Object.fromEntries(
      properties.map(([key, value]) => [key, valueFor(isJsonObject(value) ? value : {}, key, maker, depth + 1)]),
    );
  }
  return sentences(maker, 1);
}

/** What a simulated model answers to a request that brings no replies of its own. */
export function makeUpAnswer(request: ModelRequest): string {
  const said = [request.instructions ?? '', ...request.messages.map(({ content }) => content)].join('\n');
  const last = request.messages.at(-1)?.content ?? '';
  const random = numbersFrom(`${request.simulation?.seed ?? 0}\n${said}`);
  const maker: Maker = { random, topics: topicWords(last).length > 0 ? topicWords(last) : topicWords(said) };
  return request.output ? JSON.stringify(valueFor(request.output, '', maker, 0), null, 2) : sentences(maker, 3);
}
