// Loaded by run.mjs into the program that it starts: whose parent was killed is to end too, in order, and not to
// go on unseen with a port and a database.
if (process.env.TESSERA_LEASH === String(process.ppid) && process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The program ends when it has nothing more to do, whether or not somebody holds the leash.
  process.channel.unref();
}
delete process.env.TESSERA_LEASH;
