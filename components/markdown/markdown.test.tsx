import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './markdown.tsx';

const render = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

describe('text written by a model', () => {
  it('S-15: loads no image from elsewhere', () => {
    const html = render('![spy](https://evil.example/pixel.png)\n\n<img src="https://evil.example/2.png">');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('evil.example');
    expect(html).toContain('[image: spy]');
  });

  it('S-15: runs no script and keeps no HTML', () => {
    const html = render(
      '<script>fetch(\'/api/trpc\')</script><b onclick="x()">bold</b> [go](javascript:alert(1)) [run](data:text/html,x)\n\n' +
        '<iframe srcdoc="x"></iframe><form action="/api/v1"><svg onload="x()">',
    );
    expect(html).not.toMatch(/<(script|b|iframe|form|svg)\b/);
    expect(html).not.toMatch(/(onclick|onload|srcdoc|action)="/);
    expect(html).not.toMatch(/(href|src)="(javascript|data):/);
  });

  it('opens links without handing over the window', () => {
    expect(render('[site](https://example.com)')).toContain('rel="noopener noreferrer nofollow"');
  });

  it('draws tables and task lists', () => {
    expect(render('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('<td>1</td>');
  });
});
