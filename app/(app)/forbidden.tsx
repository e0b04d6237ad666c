import type { Metadata } from 'next';
import { Forbidden } from '#components/shell/forbidden.tsx';

export const metadata: Metadata = { title: 'Not allowed' };

export default function ForbiddenPage() {
  return <Forbidden />;
}
