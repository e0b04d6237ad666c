import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** Also for links that act as buttons: `<Link className={buttonStyles({ variant: 'primary' })}>`. */
export const buttonStyles = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-busy:cursor-progress [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover',
        secondary: 'border-line bg-surface text-ink hover:bg-hover',
        ghost: 'border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink',
        danger: 'border-line bg-surface text-failed hover:border-failed hover:bg-failed-soft',
      },
      size: {
        sm: 'h-7 px-2.5 text-xs touch:h-11 touch:px-3 touch:text-sm [&_svg]:size-3.5',
        md: 'h-8 px-3 text-sm touch:h-11 touch:px-4 [&_svg]:size-4',
        lg: 'h-12 px-4 text-lg [&_svg]:size-5',
        icon: 'size-8 touch:size-11 [&_svg]:size-4',
        'icon-sm': 'size-7 touch:size-11 [&_svg]:size-4',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonStyles> & {
    /** The action is under way: the button keeps its words and its width and takes no second click. */
    busy?: boolean;
  };

export function Button({ variant, size, busy = false, className, disabled, type = 'button', ...props }: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cn(buttonStyles({ variant, size }), className)}
      {...props}
    />
  );
}

/** A button that is only an icon. `label` is its name for everybody who cannot see it, and its tooltip. */
export function IconButton({ label, size = 'icon', variant = 'ghost', ...props }: ButtonProps & { label: string }) {
  return <Button aria-label={label} title={label} size={size} variant={variant} {...props} />;
}
