// Behaves as processes of a shop do, and as they should not: `node stand-in.ts <how>`.
const BEHAVIOURS: Readonly<Record<string, () => void>> = {
  serves: () => {
    process.once('SIGTERM', () => {
      process.stdout.write('stopping\n');
      process.exit(0);
    });
    stay();
    process.stdout.write('{"msg":"warming up"}\nready http://127.0.0.1:1\n');
  },
  'hangs at the end': () => {
    process.on('SIGTERM', () => process.stdout.write('no\n'));
    stay();
    process.stdout.write('ready http://127.0.0.1:1\n');
  },
  'never gets ready': () => {
    process.stderr.write('still looking for the database\n');
    stay();
  },
  'cannot start': () => {
    process.stderr.write('tessera cannot start: there is no database\n    at this line\n');
    process.exit(2);
  },
};

function stay(): void {
  setInterval(() => undefined, 60_000);
}

const [, , how = ''] = process.argv;
BEHAVIOURS[how]?.();
