import { ensureBuilt, ensureGenerated } from '#server/main/prepare.ts';

await ensureGenerated(() => console.log('Generating the Prisma client.'));
await ensureBuilt(() => console.log('Building the web application.'));
