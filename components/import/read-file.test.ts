import { describe, expect, test } from 'vitest';
import { readWorkflowFile, readWorkflowText } from './read-file.ts';

const TEXT = `apiVersion: fermata/v1
kind: Workflow
metadata:
  name: refunds
spec:
  nodes:
    - { id: start, type: start }
    - id: done
      type: end
      confg: {}
  edges:
    - { from: start, to: done }
`;

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);

describe('a workflow file', () => {
  test('is read as what its name says', async () => {
    const good = TEXT.replace('      confg: {}\n', '');
    const yaml = await readWorkflowFile(file('refunds.yml', good));
    expect(yaml).toMatchObject({ ok: true, document: { metadata: { name: 'refunds' } } });
    const json = JSON.stringify(yaml.ok ? yaml.document : null, null, 2);
    expect(await readWorkflowFile(file('refunds.JSON', json))).toEqual(yaml);
  });

  test.each(['yaml', 'json'] as const)(
    'names an error by line and column of %s, with the line and what was meant',
    (format) => {
      const text =
        format === 'yaml' ? TEXT : '{\n  "apiVersion": "fermata/v1",\n  "kind": "Workflow",\n  "metdata": {}\n}';
      const read = readWorkflowText(text, format);
      const problem = read.ok ? undefined : read.problems.find(({ message }) => message.includes('did you mean'));
      const line = format === 'yaml' ? 10 : 4;
      expect(problem).toMatchObject({ at: { line, excerpt: text.split('\n')[line - 1] } });
      expect(problem?.message).toContain(format === 'yaml' ? 'did you mean "config"' : 'did you mean "metadata"');
    },
  );

  test('that is not YAML or JSON says where', () => {
    expect(readWorkflowText('a: [1,\nb: }', 'yaml')).toMatchObject({
      ok: false,
      problems: [{ at: { line: 2, excerpt: 'b: }' } }],
    });
    expect(readWorkflowText('{\n"a": 1,\n}', 'json')).toMatchObject({
      ok: false,
      problems: [{ at: { line: 3, excerpt: '}' } }],
    });
  });

  test.each([
    ['S-14: bytes that are no text', file('x.yaml', new Uint8Array([0xff, 0xfe, 0x00, 0xd8])), 'not a text file'],
    [
      'S-14: a picture with the name of a workflow',
      file('x.yaml', new Uint8Array([0x50, 0x4b, 0x00, 0x01])),
      'not a text file',
    ],
    ['nothing', file('x.yaml', ' \n'), 'empty'],
    ['too much', file('x.yaml', 'x'.repeat(5 * 1024 * 1024 + 1)), '6 MB'],
  ])('%s gets a sentence', async (_, given, sentence) => {
    const read = await readWorkflowFile(given);
    expect(read).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining(sentence), at: null }] });
  });
});
