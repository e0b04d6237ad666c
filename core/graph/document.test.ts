import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FermataError } from '../errors.ts';
import { canonicalJson } from './canonical.ts';
import { checkDocument, formatDocument, parseDocument, type ShapeError } from './document.ts';
import type { WorkflowDocument } from './schema.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';

const sample = buildDocument(
  {
    start: 'start',
    draft: { type: 'task', title: 'Draft: "it"', config: { prompt: 'Line one\nline {{ input.x }}\n' } },
    done: 'end',
  },
  ['start > draft', 'draft > done'],
);
const parse = (text: string, format: 'yaml' | 'json' = 'yaml') => parseDocument(text, format, testRegistry).document;

function failure(run: () => unknown): { code: string; message: string; details: unknown } {
  try {
    run();
  } catch (error) {
    if (FermataError.is(error)) return { code: error.code, message: error.message, details: error.details };
    throw error;
  }
  throw new Error('It did not fail');
}

describe('reading and writing', () => {
  test('gives back what was written, in both formats', () => {
    expect(parse(formatDocument(sample, 'yaml'))).toEqual(sample);
    expect(parse(formatDocument(sample, 'json'), 'json')).toEqual(sample);
  });

  test('writes YAML as people would', () => {
    expect(formatDocument(sample, 'yaml')).toContain('    - { from: start, to: draft }\n');
    expect(formatDocument(sample, 'yaml')).toContain('prompt: |\n');
    const moved = {
      ...sample,
      spec: { ...sample.spec, nodes: sample.spec.nodes.map((n) => ({ ...n, position: { x: 1, y: 2 } })) },
    };
    expect(formatDocument(moved, 'yaml')).toContain('position: { x: 1, y: 2 }');
  });

  test('is stable: a second export is the same text', () => {
    const text = formatDocument(sample, 'yaml');
    expect(formatDocument(parse(text), 'yaml')).toBe(text);
  });

  test('round trip holds for any text and config', () => {
    const json = fc
      .jsonValue({ maxDepth: 3 })
      .map((value) => JSON.parse(JSON.stringify(value).toWellFormed().replaceAll('\\u0000', '')));
    const node = fc.record({ title: fc.string({ unit: 'grapheme', maxLength: 20 }), value: json });
    fc.assert(
      fc.property(
        fc.array(node, { maxLength: 4 }),
        fc.constantFrom('yaml' as const, 'json' as const),
        (list, format) => {
          const document = checkDocument(
            {
              ...sample,
              spec: {
                edges: [],
                nodes: list.map(({ title, value }, i) => ({ id: `n${i}`, type: 'end', title, config: { value } })),
              },
            },
            testRegistry,
          );
          expect(canonicalJson(parse(formatDocument(document, format), format))).toBe(canonicalJson(document));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what is not a workflow', () => {
  test('malformed YAML is refused with line and column', () => {
    const error = failure(() => parse('kind: Workflow\nspec: [1,\n'));
    expect(error).toMatchObject({ code: 'MALFORMED', details: { line: 3, column: 1 } });
    expect(error.message).toContain('line 3, column 1');
  });

  test('malformed JSON is refused with line and column', () => {
    expect(failure(() => parse('{\n  "kind": }', 'json'))).toMatchObject({
      code: 'MALFORMED',
      details: { line: 2, column: 11 },
    });
    expect(failure(() => parse('', 'json')).code).toBe('MALFORMED');
  });

  test('an unknown key is named with its path, its place and the key that was meant', () => {
    const text = formatDocument(sample, 'yaml').replace('title:', 'titel:');
    const [error] = failure(() => parse(text)).details as ShapeError[];
    expect(error).toMatchObject({
      path: ['spec', 'nodes', 1, 'titel'],
      message: 'Unknown key "titel"; did you mean "title"?',
    });
    expect(error?.line).toBe(text.split('\n').findIndex((line) => line.includes('titel')) + 1);
  });

  test('a missing key is named', () => {
    expect(failure(() => checkDocument({ ...sample, metadata: {} }, testRegistry)).details).toEqual([
      { path: ['metadata', 'name'], message: 'Required' },
    ]);
  });

  test('a node type of another release is not supported by this version', () => {
    const text = formatDocument(sample, 'json').replace('"task"', '"router"');
    expect(failure(() => parse(text, 'json')).details).toEqual([
      {
        path: ['spec', 'nodes', 1, 'type'],
        message: 'Node type "router" is not supported by this version',
        line: 15,
        column: 17,
      },
    ]);
  });

  test('ids are unique', () => {
    const twice: WorkflowDocument = {
      ...sample,
      spec: { ...sample.spec, nodes: [...sample.spec.nodes, ...sample.spec.nodes.slice(0, 1)] },
    };
    expect(failure(() => checkDocument(twice, testRegistry)).details).toEqual([
      { path: ['spec', 'nodes', 3, 'id'], message: 'The id "start" is used twice' },
    ]);
  });

  test.each([null, 1, 'text', [], {}, { spec: null }])('%j has errors with paths', (value) => {
    const { code, details } = failure(() => checkDocument(value, testRegistry));
    expect(code).toBe('VALIDATION');
    expect((details as ShapeError[]).length).toBeGreaterThan(0);
  });

  test('an alias bomb and endless brackets are refused quickly', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefghij'.split('').map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefghi'[i]}`)}]`),
    ];
    expect(failure(() => parse(bomb.join('\n'))).code).toBe('MALFORMED');
    expect(failure(() => parse('['.repeat(100_000))).code).toBe('MALFORMED');
    expect(failure(() => parse('['.repeat(100_000), 'json')).code).toBe('MALFORMED');
  });

  test('D-21: a text is read up to 8 million characters, and refused one above', () => {
    const text = formatDocument(sample, 'json');
    for (const length of [7_999_999, 8_000_000]) expect(parse(text.padEnd(length), 'json')).toEqual(sample);
    expect(failure(() => parse(text.padEnd(8_000_001), 'json'))).toMatchObject({
      code: 'TOO_LARGE',
      message: 'A workflow has at most 8 MB of text',
    });
    expect(failure(() => parse('')).code).toBe('VALIDATION');
  });

  test.each([
    ['json', '{"a":(()=>1)()}'],
    ['json', '{"a": new Function("return 1")}'],
    ['yaml', 'a: !!js/function "function () { globalThis.__pwned = 1 }"'],
    ['yaml', 'a: !!js/eval "globalThis.__pwned = 1"'],
    ['yaml', 'a: !<tag:yaml.org,2002:js/undefined> ""'],
  ] as const)('S-04: %s %s is read and never carried out', (format, text) => {
    const { code } = failure(() => parse(text, format));
    expect(code).toBe(format === 'json' ? 'MALFORMED' : 'VALIDATION');
    expect((globalThis as Record<string, unknown>).__pwned).toBeUndefined();
  });

  test('S-04: code in a config is text', () => {
    const config = { prompt: '(() => { globalThis.__pwned = 1 })()' };
    const document = checkDocument(
      { ...sample, spec: { ...sample.spec, nodes: [{ id: 'draft', type: 'task', config }], edges: [] } },
      testRegistry,
    );
    expect(document.spec.nodes[0]?.config).toEqual(config);
    expect(parse(formatDocument(document, 'yaml'))).toEqual(document);
    expect((globalThis as Record<string, unknown>).__pwned).toBeUndefined();
  });

  test('more than 64 levels are refused, NUL and lone surrogates become U+FFFD', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    const withValue = (value: unknown) => ({
      ...sample,
      spec: { nodes: [{ id: 'done', type: 'end', config: { value } }], edges: [] },
    });
    expect(failure(() => checkDocument(withValue(nested(70)), testRegistry)).message).toContain('64 deep');
    const document = checkDocument(withValue('a\0b\ud800c'), testRegistry);
    expect(document.spec.nodes[0]?.config).toEqual({ value: 'a\ufffdb\ufffdc' });
  });
});

test('S-01: __proto__ in a document is plain data, or an unknown key, never a prototype', () => {
  const text = formatDocument(sample, 'json').replace('"prompt"', '"__proto__": {"polluted": 1}, "prompt"');
  for (const format of ['json', 'yaml'] as const) {
    const [, node] = parse(text, format).spec.nodes;
    expect(Object.keys(node?.config ?? {})).toEqual(['__proto__', 'prompt']);
    expect(Object.getPrototypeOf(node?.config)).toBe(Object.prototype);
  }
  expect(failure(() => parse('{"__proto__": {"kind": "Workflow"}}', 'json')).details).toContainEqual({
    path: ['__proto__'],
    message: 'Unknown key "__proto__"',
    line: 1,
    column: 15,
  });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
