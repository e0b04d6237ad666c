import { describe, expect, it } from 'vitest';
import { type WorkflowDocument, workflowDocumentSchema } from '#core/graph/schema.ts';
import { LIVE_COLOURS, type PictureColours } from './colours.ts';
import { tooLargeForPng } from './picture-png.ts';
import { pictureSvg } from './picture-svg.tsx';

const colours = Object.fromEntries(
  Object.keys(LIVE_COLOURS).map((token, index) => [token, `rgb(${index}, 0, 0)`]),
) as unknown as PictureColours;

function workflow(spec: object, title = 'Refunds'): WorkflowDocument {
  return workflowDocumentSchema.parse({
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name: 'w', title },
    spec: { nodes: [], edges: [], ...spec },
  });
}

const draw = async (spec: object, title?: string) => (await pictureSvg(workflow(spec, title), { colours })).text;
/** What a reader of the picture reads, line by line. */
const read = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, line = '']) => line.replace(/<[^>]*>/g, ''));

const REVIEW = {
  nodes: [
    { id: 'start', type: 'start' },
    {
      id: 'write',
      type: 'agent',
      title: 'Write the answer',
      position: { x: 320, y: 0 },
      config: { prompt: 'Answer {{ input.ticket }} in five sentences' },
    },
    { id: 'gate', type: 'approval', position: { x: 640, y: 0 }, config: { message: 'Send it?' } },
    { id: 'send', type: 'http', position: { x: 960, y: 0 }, disabled: true },
  ],
  edges: [
    { from: 'start', to: 'write' },
    { from: 'write', to: 'gate' },
    { from: 'gate.approved', to: 'send' },
    { from: 'gate.rejected', to: 'write', loop: { max: 3 } },
  ],
  canvas: { notes: [{ id: 'why', text: 'Legal asked\nfor this', position: { x: 0, y: 240 } }] },
};

describe('a workflow as an SVG file', () => {
  it('says what the canvas says: titles, settings, sentences, ports, labels, notes', async () => {
    const lines = read(await draw(REVIEW));
    for (const line of ['Write the answer', 'Agent · default model', 'Gate', 'Legal asked', 'for this', 'Approved'])
      expect(lines).toContain(line);
    expect(lines).toContain('again · at most 3');
    expect(lines.join(' ')).toContain('Answer ticket in five sentences');
  });

  it('stands alone: a title, a size, its own colours, nothing from elsewhere', async () => {
    const svg = await draw(REVIEW);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" role="img" width="\d+" height="\d+" viewBox="/);
    expect(svg).toContain('<title>Refunds</title>');
    expect(svg).not.toMatch(
      /var\(|currentColor"? *\/?>|url\(|href=|<style|<script|<image|<foreignObject|NaN|undefined/,
    );
    expect(svg.match(/https?:\/\/[^"]+/g)?.every((address) => address === 'http://www.w3.org/2000/svg')).toBe(true);
  });

  it('keeps what looks like markup as text, wherever it stands', async () => {
    const evil = '<script>alert(1)</script>';
    const svg = await draw(
      {
        nodes: [
          { id: 'a', type: 'agent', title: evil, config: { prompt: '"><image href="https://evil.example/x"/>' } },
          { id: 'b', type: '<script>', position: { x: 400, y: 0 } },
        ],
        canvas: {
          notes: [{ id: 'n', text: evil, position: { x: 0, y: 200 } }],
          groups: [{ id: 'g', title: `Group ${evil}`, nodes: ['a', 'b'] }],
        },
      },
      evil,
    );
    expect(svg).not.toMatch(/<(script|image)/);
    expect(svg).toContain(`<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>`);
    expect(read(svg)).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(read(svg)).toContain('Group &lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('leaves out what no XML can hold, so that the file opens', async () => {
    const svg = await draw(
      { nodes: [{ id: 'a', type: 'set', title: 'bell\u0007 half \uD83D end\uFFFE' }] },
      'nul\u0000l',
    );
    expect(svg).toContain('<title>null</title>');
    expect(read(svg)).toContain('bell half \uFFFD end');
  });

  it('draws the selected part alone', async () => {
    const part = { nodes: new Set(['write', 'gate']), notes: new Set<string>() };
    const { text, width } = await pictureSvg(workflow(REVIEW), { colours, part });
    expect(read(text)).toContain('Gate');
    expect(read(text)).not.toContain('Start');
    expect(read(text)).not.toContain('Legal asked');
    expect(width).toBeLessThan((await pictureSvg(workflow(REVIEW), { colours })).width);
  });

  it('draws an empty canvas, too', async () => {
    expect(await pictureSvg(workflow({}), { colours })).toMatchObject({ width: 64, height: 64 });
  });

  it('draws 1,000 nodes with every title and line', async () => {
    const nodes = Array.from({ length: 1_000 }, (_, index) => ({
      id: `n${index}`,
      type: 'agent',
      title: `Step ${index}`,
      position: { x: (index % 40) * 320, y: Math.floor(index / 40) * 160 },
      config: { prompt: `Do {{ nodes.n${index}.output.text }} and then what comes after it` },
    }));
    const edges = nodes.slice(1).map((node, index) => ({ from: `n${index}`, to: node.id }));
    const svg = await pictureSvg(workflow({ nodes, edges }), { colours });
    const titles = read(svg.text).filter((line) => /^Step \d+$/.test(line));
    expect(new Set(titles).size).toBe(1_000);
    expect(svg.text.match(/stroke-linecap="round" stroke-linejoin="round"><\/path>/g)?.length).toBeGreaterThanOrEqual(
      999,
    );
    expect(svg.text.length).toBeLessThan(4_000_000);
    expect(tooLargeForPng(svg)).toMatch(/^This picture would have [\d,]+ × [\d,]+ pixels, too many for a PNG\./);
  });
});

describe('a PNG', () => {
  it('is refused where browsers would draw nothing', () => {
    expect(tooLargeForPng({ width: 4_000, height: 3_000 })).toBeNull();
    expect(tooLargeForPng({ width: 8_193, height: 10 })).not.toBeNull();
    expect(tooLargeForPng({ width: 8_000, height: 8_000 })).not.toBeNull();
  });
});
