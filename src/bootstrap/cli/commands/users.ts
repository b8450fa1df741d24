import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import { readConfig } from '../../config.ts';
import { modules } from '../../modules.ts';
import { defineCliCommand } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { runVerb } from '../run-verb.ts';

const FirstAdmin = z.object({ TESSERA_ADMIN_EMAIL: z.string().optional(), TESSERA_ADMIN_PASSWORD: z.string().optional() });

export const createAdmin = defineCliCommand({
  usage: 'create-admin',
  summary: 'makes an account that may do everything',
  failsWhen: 'the address has an account, or the password is refused',
  example: 'users create-admin --email ada@example.com --name "Ada Lovelace" --password-file ./secret',
  options: {
    '--email <address>': 'who signs in; TESSERA_ADMIN_EMAIL where it is left out',
    '--name <name>': 'what to call them (Admin)',
    '--password-file <file>':
      'where the password is read, - for standard input; else TESSERA_ADMIN_PASSWORD if the address is TESSERA_ADMIN_EMAIL; else one is made up and printed once',
  },
  input: z.object({
    email: z.email('must be an address such as ada@example.com').optional(),
    name: z.string().trim().min(1).max(200).default('Admin'),
    passwordFile: z.string().optional(),
  }),
  run: async ({ email: given, name, passwordFile }) => {
    const first = FirstAdmin.parse(readConfig(modules).modules.get('identity'));
    const email = given ?? first.TESSERA_ADMIN_EMAIL;
    if (email === undefined) throw new UsageError('say who: --email ada@example.com, or set TESSERA_ADMIN_EMAIL');
    const chosen = passwordFile === undefined ? passwordOf(first, email) : readPassword(passwordFile);
    const password = chosen ?? randomBytes(18).toString('base64url');
    const answer = z.object({ id: z.string(), email: z.string() });
    const user = await runVerb({ module: 'identity', verb: 'create-admin', input: { email, name, password }, answer });
    const made = chosen === undefined ? { password } : {};
    const note = chosen === undefined ? `\ntheir password, shown only now: ${password}` : '';
    return { text: `${user.email} is an admin${note}`, json: { ...user, ...made } };
  },
});

function passwordOf(first: z.output<typeof FirstAdmin>, email: string): string | undefined {
  return email === first.TESSERA_ADMIN_EMAIL ? first.TESSERA_ADMIN_PASSWORD : undefined;
}

function readPassword(file: string): string {
  let password: string;
  try {
    password = readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new UsageError(`--password-file: cannot read ${file}: ${messageOf(error)}`);
  }
  if (password.length < 8 || password.length > 200) throw new UsageError('a password has 8 to 200 characters');
  return password;
}
