import { describe, expect, it } from 'vitest';
import { localPath } from './local-path.ts';

describe('where sign-in leads', () => {
  it('keeps a path of this site with its query', () => {
    expect(localPath('/runs/1?node=gate#top')).toBe('/runs/1?node=gate#top');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    undefined,
    ['/a'],
  ])('goes home instead of to %j', (next) => {
    expect(localPath(next)).toBe('/workflows');
  });
});
