import { endOnBugs } from '../../src/bootstrap/end-on-bugs.ts';
import { createLog } from '../../src/bootstrap/log.ts';

// Would live for ever, as a server does.
setInterval(() => undefined, 60_000);
endOnBugs(createLog({ level: 'info', development: true }));
const bug = new TypeError('the till is stuck');
if (process.argv[2] === 'rejection') void Promise.reject(bug);
else
  setImmediate(() => {
    throw bug;
  });
