'use client';

import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { controlStyles } from './input.tsx';
import { popupStyles } from './popover.tsx';

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** A second, quieter word beside the label. */
  hint?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  value: Value;
  options: readonly SelectOption<Value>[];
  onValueChange(value: NoInfer<Value>): void;
  /** Needed when no {@link Field} labels it. */
  'aria-label'?: string;
  disabled?: boolean;
  className?: string;
}

const itemStyles =
  'grid min-h-8 cursor-default grid-cols-[16px_1fr] items-center gap-2 rounded-md px-2 text-sm text-ink outline-none select-none touch:min-h-11 data-disabled:opacity-50 data-highlighted:bg-hover';

export function Select<Value extends string>({ options, onValueChange, className, ...props }: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      items={options as SelectOption<Value>[]}
      value={props.value}
      disabled={props.disabled ?? false}
      onValueChange={(value) => {
        if (value !== null) onValueChange(value);
      }}
    >
      <BaseSelect.Trigger
        aria-label={props['aria-label']}
        className={cn(
          controlStyles,
          'flex h-8 items-center justify-between gap-2 px-2.5 text-left select-none touch:h-11',
          className,
        )}
      >
        <BaseSelect.Value className="truncate" />
        <BaseSelect.Icon className="text-subtle">
          <ChevronsUpDown className="size-3.5" aria-hidden />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner className="z-50 outline-none" sideOffset={4} alignItemWithTrigger={false}>
          <BaseSelect.Popup
            className={cn(popupStyles, 'max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1')}
          >
            <BaseSelect.List>
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled ?? false}
                  className={itemStyles}
                >
                  <BaseSelect.ItemIndicator className="col-start-1">
                    <Check className="size-4 text-accent" aria-hidden />
                  </BaseSelect.ItemIndicator>
                  <span className="col-start-2 flex items-baseline justify-between gap-4">
                    <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
                    {option.hint ? <span className="text-xs text-muted">{option.hint}</span> : null}
                  </span>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
