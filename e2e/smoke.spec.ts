import { expect, OWNER, test } from './fixtures/test.ts';

test('the owner of the environment signs in with the form and sees the workflows', async ({ page, product }) => {
  await page.goto(`${product.url}/workflows`);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/workflows/);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
});

test('no page breaks its own content security policy', async ({ ownerPage: page, product }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  for (const path of ['/workflows', '/runs', '/approvals']) {
    const response = await page.goto(`${product.url}${path}`);
    expect(response?.status(), path).toBe(200);
    expect(response?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
    await expect(page.getByRole('button', { name: `Account of ${OWNER.name}` })).toBeVisible();
  }
  expect(complaints).toEqual([]);
});

test('the health page needs no login and tells no secret', async ({ request, product }) => {
  const response = await request.get(`${product.url}/api/health`);
  expect(response.status()).toBe(200);
  expect(response.headers()['cache-control']).toContain('no-store');
  expect(await response.json()).toMatchObject({ status: 'ok' });
});
