import { AppError } from '#shared-kernel/errors.ts';
import type { DeadLetterPlaces, DeadLetterReader, Redrive } from '../http/admin/dead-letter-places.ts';
import { DeadLetterList, type DeadLettersQuery, RedrivenView, WholeDeadLetterView } from '../http/admin/dead-letter-views.ts';
import type { Topology } from '../topology/topology.ts';
import type { AskModule, OnBehalfOf, Question } from './ask-module.ts';
import { processesBeyond } from './processes-beyond.ts';

const PATH = '/v1/admin/dead-letters';

/** Those of all databases but this process's own, and of all processes but this one: asked for over HTTP, as admins ask us. */
export function deadLettersElsewhere(ask: AskModule, topology: Topology, self: string): DeadLetterPlaces {
  const { databases, processes } = processesBeyond(topology, self);
  return {
    readers: databases.map((modules) => readerAt(ask, modules)),
    redrives: processes.map((module) => redriveAt(ask, module)),
  };
}

/** Each process on a database can read all of its dead letters, so that one of them has to be there. */
function readerAt(ask: AskModule, modules: readonly string[]): DeadLetterReader {
  const askAny = (question: Question, asking: OnBehalfOf) => firstThere(modules, (module) => ask(module, question, asking));
  return {
    async list(request) {
      return DeadLetterList.parse(await askAny({ method: 'GET', path: `${PATH}?${parametersOf(request.query)}` }, request));
    },
    async find(request) {
      try {
        return WholeDeadLetterView.parse(await askAny({ method: 'GET', path: `${PATH}/${request.params.id}` }, request));
      } catch (error) {
        if (error instanceof AppError && error.code === 'platform.dead_letter_not_found') return undefined;
        throw error;
      }
    },
  };
}

async function firstThere<T>(modules: readonly string[], ask: (module: string) => Promise<T>): Promise<T> {
  let away: unknown;
  for (const module of modules) {
    try {
      return await ask(module);
    } catch (error) {
      if (!(error instanceof AppError && error.kind === 'unavailable')) throw error;
      away = error;
    }
  }
  throw away;
}

function redriveAt(ask: AskModule, module: string): Redrive {
  return async (request) =>
    RedrivenView.parse(await ask(module, { method: 'POST', path: `${PATH}/redrive`, body: request.body }, request));
}

function parametersOf(query: DeadLettersQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return parameters;
}
