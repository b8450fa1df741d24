import { WeakPassword } from './errors.ts';

/** Refuses what a guesser tries first. The length is the route's business, and length is what makes a password strong. */
export function refuseWeakPassword(password: string, email: string): void {
  const plain = password.trim().toLowerCase();
  if (new Set(plain).size < 3) throw new WeakPassword('Use more than two different characters.');
  const localPart = email.slice(0, email.indexOf('@'));
  if (plain === email || plain === localPart) throw new WeakPassword('Do not use the email address as the password.');
}
