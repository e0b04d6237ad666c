'use client';

import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { postJson } from './post-json.ts';

export interface AccountForm {
  /** It takes no click: it is being sent, or came from the server and is not alive yet. */
  busy: boolean;
  /** What is wrong with the whole form. */
  message: string | null;
  /** What is wrong with one field, by its name. */
  fields: Record<string, string>;
  submit(event: FormEvent<HTMLFormElement>): void;
}

const never = () => () => undefined;

/** False for what the server sent, until the page is alive: the browser itself would put the password into the address. */
function useAlive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

/**
 * Sends a form of the account pages as JSON and leaves by a full page load, so that the new session starts clean.
 * `checkFirst` may refuse before anything is sent: field name -> sentence.
 */
export function useAccountForm(
  url: string,
  next: string,
  checkFirst: (values: Record<string, string>) => Record<string, string> = () => ({}),
): AccountForm {
  const isAlive = useAlive();
  const [isSending, setSending] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const [fields, setFields] = useState<Record<string, string>>({});

  async function send(values: Record<string, string>): Promise<void> {
    setSending(true);
    setMessage(null);
    const answer = await postJson(url, values);
    if (answer.ok) {
      window.location.assign(next);
      return;
    }
    setSending(false);
    setFields(answer.fields);
    setMessage(Object.keys(answer.fields).length > 0 ? null : answer.message);
  }

  return {
    busy: isSending || !isAlive,
    message,
    fields,
    submit(event) {
      event.preventDefault();
      const entries = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
      const values = Object.fromEntries(entries) as Record<string, string>;
      const refused = checkFirst(values);
      setFields(refused);
      if (Object.keys(refused).length === 0) void send(values);
    },
  };
}
