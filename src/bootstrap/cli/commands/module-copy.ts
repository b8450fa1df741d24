import { z } from 'zod';
import { readConfig, readVariable } from '../../config.ts';
import { modules } from '../../modules.ts';
import { copyModule } from '../../moving/copy-module.ts';
import { defineCliCommand } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { withMigratedDatabases, withModules } from '../surroundings.ts';
import { counted } from '../text-table.ts';
import { ModuleName } from './module-option.ts';

export const moduleCopy = defineCliCommand({
  usage: 'copy <name>',
  summary: 'copies all that a module keeps, and the messages that wait for it, into the database that the topology gives it',
  failsWhen: 'something stands against it; nothing was copied then',
  example: 'module copy payments --from DATABASE_URL',
  options: { '--from <variable>': 'the environment variable with the database that the module was at work in' },
  input: z.object({ name: ModuleName, from: z.string().optional() }),
  async run({ name, from: variable }, cli) {
    if (variable === undefined) throw new UsageError('say where the module comes from: --from DATABASE_URL');
    const from = readVariable(variable);
    if (from === undefined) throw new UsageError(`${variable} is not set: it must hold the database that ${name} comes from`);
    if (readConfig(modules).placement.topology === undefined) {
      throw new UsageError('say where the module goes to: TESSERA_TOPOLOGY=topologies/mixed.json');
    }
    const copied = await withMigratedDatabases(async (targets) => {
      const target = targets.find(({ schemas }) => schemas.includes(name));
      if (target === undefined) throw new Error(`a checked topology has no database for ${name}`);
      // Whose messages are copied has its queues there before.
      await withModules([target], async () => undefined);
      const onProgress = ({ table, rows }: { readonly table: string; readonly rows: number }) =>
        cli.say(`${table}: ${counted(rows, 'row')}`);
      return copyModule({ module: name, from, to: target.url, onProgress });
    });
    const rows = copied.reduce((sum, table) => sum + table.rows, 0);
    return {
      text: `${counted(rows, 'row')} copied and compared; nothing was changed in ${variable}`,
      json: { module: name, copied },
    };
  },
});
