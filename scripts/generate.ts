import { ensureGenerated } from '#server/main/prepare.ts';

await ensureGenerated(() => console.log('Generating the Prisma client.'));
