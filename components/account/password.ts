/** The server decides; here it only saves a round trip and tells people before they type. */
const MIN_CHARS = 8;

export const PASSWORD_HINT = `At least ${MIN_CHARS} characters. A sentence is fine.`;

export function checkPassword({ password = '' }: Record<string, string>): Record<string, string> {
  return password.length < MIN_CHARS ? { password: `The password needs at least ${MIN_CHARS} characters.` } : {};
}
