import type { Metadata } from 'next';
import { requireTarget } from '#app/require-actor.ts';
import { EditorPage } from '#components/editor/editor-page.tsx';

interface Props {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await params;
  return { title: name };
}

export default async function Page({ params }: Props) {
  const { name } = await params;
  await requireTarget('workflow', name);
  return <EditorPage name={name} />;
}
