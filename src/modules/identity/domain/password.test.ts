import { describe, expect, it } from 'vitest';
import { refuseWeakPassword } from './password.ts';

describe('a new password', () => {
  it.each(['aaaaaaaa', 'abababab', '11111111'])('is refused with hardly any different characters: %s', (password) => {
    expect(() => refuseWeakPassword(password, 'ada@example.com')).toThrow(
      expect.objectContaining({ code: 'identity.weak_password', kind: 'invalid' }),
    );
  });

  it.each(['Ada.Lovelace', ' ada.lovelace@example.com '])('is refused when it is the email address: %s', (password) => {
    expect(() => refuseWeakPassword(password, 'ada.lovelace@example.com')).toThrow(/email address/);
  });

  it.each(['correct horse battery', '密码密码密码是我', 'ada.lovelace 1815'])('is taken otherwise: %s', (password) => {
    expect(() => refuseWeakPassword(password, 'ada.lovelace@example.com')).not.toThrow();
  });
});
