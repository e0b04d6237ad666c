'use client';

import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { cn } from '#components/ui/cn.ts';

/** A heading of the text is a strong line: it must not enter the outline of the page. */
function HeadingLine({ children }: { children?: React.ReactNode }) {
  return <p className="font-semibold text-ink">{children}</p>;
}

const COMPONENTS: Components = {
  h1: HeadingLine,
  h2: HeadingLine,
  h3: HeadingLine,
  h4: HeadingLine,
  h5: HeadingLine,
  h6: HeadingLine,
  // An image would tell its server who read this and when.
  img: ({ alt }) => <span className="text-muted">[image{alt ? `: ${alt}` : ''}]</span>,
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline">
      {children}
    </a>
  ),
  table: ({ children }) => (
    <div className="overflow-x-auto">
      <table className="border-collapse text-left [&_td]:border [&_td]:border-line [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:border-line [&_th]:px-2 [&_th]:py-1">
        {children}
      </table>
    </div>
  ),
  pre: ({ children }) => (
    <pre className="overflow-x-auto rounded-md border border-line bg-canvas p-3 font-mono text-xs">{children}</pre>
  ),
};
const PLUGINS = [remarkGfm];

/** Text that a model or a person wrote. HTML in it is dropped, nothing is loaded from elsewhere. */
export const Markdown = memo(function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div
      className={cn(
        'flex max-w-[72ch] flex-col gap-2 break-words [&_:not(pre)>code]:rounded-sm [&_:not(pre)>code]:bg-hover [&_:not(pre)>code]:px-1 [&_:not(pre)>code]:font-mono [&_:not(pre)>code]:text-[0.92em] [&_blockquote]:border-l-2 [&_blockquote]:border-line [&_blockquote]:pl-3 [&_ol]:list-decimal [&_ol]:pl-5 [&_ul]:list-disc [&_ul]:pl-5',
        className,
      )}
    >
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  );
});
