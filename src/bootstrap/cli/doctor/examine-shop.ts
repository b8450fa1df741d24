import { messageOf } from '#shared-kernel/errors.ts';
import { type Config, ConfigError, readConfig } from '../../config.ts';
import { connectionsNeeded } from '../../connections.ts';
import { withOwnerSession } from '../../migrations/migrator-session.ts';
import { modules } from '../../modules.ts';
import { withBusSession } from '../queues/bus-session.ts';
import { type Target, type Targets, withDatabases, withModules } from '../surroundings.ts';
import { type Finding, finding } from './finding.ts';
import { examineMachine, nodeVersion } from './machine.ts';
import { examineModules } from './modules.ts';
import { examineSchema } from './schema.ts';
import { examineConnections, examineRoles, examineServer } from './server.ts';
import { countProcesses, examineQueues, examineSagas } from './work.ts';

/** Looks at everything in turn, and stops where going on would only repeat what is wrong already. */
export async function examineShop(): Promise<readonly Finding[]> {
  const config = configOrFinding();
  if ('check' in config) return [nodeVersion(), config];
  const local = [
    ...(await examineMachine(config.process.TESSERA_DATA_DIR)),
    finding('configuration', 'ok', `every variable is as it must be; NODE_ENV is ${config.process.NODE_ENV}`),
  ];
  try {
    return [...local, ...(await withDatabases(examineDatabases, config))];
  } catch (error) {
    return [...local, finding('database', 'problem', messageOf(error))];
  }
}

function configOrFinding(): Config | Finding {
  try {
    return readConfig(modules);
  } catch (error) {
    if (error instanceof ConfigError) return finding('configuration', 'problem', error.message);
    throw error;
  }
}

async function examineDatabases(targets: Targets): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const target of targets) {
    // Where there are several, each finding says of which.
    const place = targets.length > 1 ? `${target.name}: ` : '';
    findings.push(...(await examineDatabase(target)).map((each) => ({ ...each, check: `${place}${each.check}` })));
  }
  return findings;
}

async function examineDatabase(target: Target): Promise<readonly Finding[]> {
  const its = modules.filter(({ name }) => target.schemas.includes(name));
  const { server, processes } = await withOwnerSession(target.url, async (session) => {
    const running = await countProcesses(session);
    const connections = await examineConnections(session, connectionsNeeded(its), running);
    return {
      server: [...(await examineServer(session)), connections, await examineRoles(session, target.schemas)],
      processes: running,
    };
  });
  const found = [finding('database', 'ok', `reachable at ${placeOf(target.url)}`), ...server];
  const schema = await examineSchema(target);
  if (schema.some(({ status }) => status === 'problem')) return [...found, ...schema];
  return [...found, ...schema, ...(await examineWork(target, processes))];
}

async function examineWork(target: Target, processes: number): Promise<readonly Finding[]> {
  const running = processes === 1 ? '1 process works the queues off' : `${processes} processes work the queues off`;
  return [
    processes > 0
      ? finding('processes', 'ok', running)
      : finding('processes', 'warning', 'no process works the queues off: npm start'),
    ...(await withBusSession(target.url, examineQueues)),
    ...(await withModules([target], async (hosted) => [
      ...(await examineSagas(hosted)),
      ...(await examineModules(hosted, processes)),
    ])),
  ];
}

/** Without the password. */
function placeOf(url: string): string {
  const { host, pathname, username } = new URL(url);
  return `${host}${pathname} as ${decodeURIComponent(username) || 'the default user'}`;
}
