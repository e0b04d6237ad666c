import { expect, test } from './fixtures/test.ts';
import { GREETING, publish } from './fixtures/workflows.ts';

test('two versions are compared, one is rolled back to, one becomes the draft again, and a run opens what it ran', async ({
  api,
  ownerPage: page,
}) => {
  const first = GREETING.replace('name: greeting', 'name: versioned');
  const name = await publish(api, first);
  const run = await (await api.post(`/api/v1/workflows/${name}/runs?wait=30s`, { data: { input: {} } })).json();
  await publish(api, first.replace('value: Hello', 'value: Goodbye').replace('title: Greeted, ', ''));

  await page.goto(`/runs/${run.id}`);
  await page.getByRole('link', { name: 'Version 1', exact: true }).click();
  await expect(page).toHaveURL(/versions\?version=1$/);
  await expect(page.getByRole('heading', { name: 'Versions', level: 1 })).toBeVisible();

  await page.getByRole('link', { name: /^Version 2/ }).click();
  const comparison = page.getByRole('complementary', { name: 'Comparison' });
  await expect(comparison.getByRole('status')).toHaveText('1 changed');
  await expect(comparison.getByText('HelloGoodbye')).toBeVisible();
  await expect(page.getByTestId('canvas').getByText('Changed', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: /^Version 1/ }).click();
  await expect(page).toHaveURL(/version=1$/);
  await page.getByRole('button', { name: 'Roll back to v1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Roll back to version 1?' });
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).click();
  await expect(page).toHaveURL(/version=3$/);
  await expect(page.getByRole('link', { name: /^Version 3 Published/ })).toContainText('Back to version 1');
  expect(await valueOf(api, name)).toBe('Goodbye');

  await page.getByRole('link', { name: /^Version 1/ }).click();
  await expect(page).toHaveURL(/version=1$/);
  await page.getByRole('link', { name: 'Restore v1 as draft' }).click();
  await expect(page.getByRole('status', { name: 'Draft: Saved' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/workflows/${name}$`));
  await expect.poll(() => valueOf(api, name)).toBe('Hello');
  await page.getByRole('button', { name: 'Undo restore of version 1' }).click();
  await expect.poll(() => valueOf(api, name)).toBe('Goodbye');

  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const changes = page
    .getByRole('dialog', { name: 'Publish' })
    .getByRole('region', { name: 'Changes since version 3' });
  await expect(changes).toContainText('1 changed');
});

async function valueOf(api: Parameters<typeof publish>[0], name: string): Promise<string> {
  const { spec } = await (await api.get(`/api/v1/workflows/${name}`)).json();
  return spec.nodes.find((node: { id: string }) => node.id === 'done').config.value;
}
