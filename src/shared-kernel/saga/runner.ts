import type { Clock } from '../clock.ts';
import type { Tx } from '../database/database.ts';
import { failpoint } from '../failpoints.ts';
import type { EventBus } from '../messaging/event-bus.ts';
import { newSaga, nextDeadline, type SagaDefinition } from './definition.ts';
import { type Happening, moveOn, type SagaRun, type SagaStep, type SagaSubject } from './run.ts';
import type { SagaStore } from './store.ts';

/** The sagas of one module: where they are kept, what their steps ask, and what their ends mean. */
export interface SagaHome<Subject extends SagaSubject, Name extends string> {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly definitions: Readonly<Record<Name, SagaDefinition>>;
  readonly store: SagaStore<Subject, Name>;
  /** What each step of each saga says, and to whom. */
  readonly commands: SagaCommands<Subject, Name>;
  /** Sends the module a message for a time at which the saga is to look for overdue answers. */
  remind(tx: Tx, run: SagaRun<Subject, Name>, at: Date): void;
  /** What else the sagas that moved mean to the module: the state of their subjects, and who is told of it. */
  moved(tx: Tx, steps: readonly SagaStep<Subject, Name>[]): Promise<void>;
}

/** Asks a module for something that the subject of a saga needs. */
export type Ask<Subject> = (events: EventBus, tx: Tx, subject: Subject) => void;

/** What a step asks for, and what undoes it. */
export interface StepCommands<Subject> {
  readonly act: Ask<Subject>;
  readonly undo?: Ask<Subject>;
}

/** The part of the table of steps that knows contracts. */
export type SagaCommands<Subject, Name extends string> = Readonly<Record<Name, Readonly<Record<string, StepCommands<Subject>>>>>;

/** What moves sagas. Nothing is awaited between steps: a process may die anywhere. */
export interface SagaRunner<Subject extends SagaSubject, Name extends string> {
  /** Begins a saga: its first stage is asked for in this transaction. */
  begin(tx: Tx, subject: Subject, saga: Name): Promise<void>;
  /** Moves the sagas of many subjects on, set-wise: one lock, one decision each, one write, and what is to be said. */
  advance(tx: Tx, happenings: readonly Happening<Subject, Name>[]): Promise<readonly SagaRun<Subject, Name>[]>;
}

/** The one runner of sagas: what they are, where they are kept and what they say is the module's. */
export function sagaRunner<Subject extends SagaSubject, Name extends string>(
  home: SagaHome<Subject, Name>,
): SagaRunner<Subject, Name> {
  const { clock, definitions, store } = home;
  return {
    async begin(tx, subject, saga) {
      const now = clock.now();
      const definition = definitions[saga];
      const fresh: SagaRun<Subject, Name> = { subject, saga, state: newSaga(definition), checkAt: undefined };
      const step = moveOn(definition, fresh, [{ subjectId: subject.id, read: () => ({ kind: 'begin' }) }], now);
      await store.insert(tx, watch(home, tx, step.run), now);
      ask(home, tx, step);
    },
    async advance(tx, happenings) {
      const runs = await store.lock(tx, [...new Set(happenings.map(({ subjectId }) => subjectId))]);
      const now = clock.now();
      const steps = runs.map((run) => moveOn(definitions[run.saga], run, happenings, now));
      await carryOut(
        home,
        tx,
        steps.filter(({ changed }) => changed),
      );
      return steps.map(({ run }) => run);
    },
  };
}

/** Writes what was decided and says what is to be said, in the same transaction. */
async function carryOut<Subject extends SagaSubject, Name extends string>(
  home: SagaHome<Subject, Name>,
  tx: Tx,
  steps: readonly SagaStep<Subject, Name>[],
): Promise<void> {
  if (steps.length === 0) return;
  const at = home.clock.now();
  await home.store.update(
    tx,
    steps.map(({ run }) => watch(home, tx, run)),
    at,
  );
  await home.store.addToTimeline(
    tx,
    steps.flatMap(({ run, timeline }) => timeline.map((entry) => ({ ...entry, subjectId: run.subject.id }))),
    at,
  );
  for (const step of steps) {
    for (const each of step.asks) await failpoint(each.kind === 'act' ? 'saga.beforeStep' : 'saga.duringUndo', each.step);
    ask(home, tx, step);
  }
  await home.moved(tx, steps);
}

/** Sees to it that a message comes when the next answer would be overdue, and not one for every answer awaited. */
function watch<Subject extends SagaSubject, Name extends string>(
  home: SagaHome<Subject, Name>,
  tx: Tx,
  run: SagaRun<Subject, Name>,
): SagaRun<Subject, Name> {
  const deadline = nextDeadline(run.state);
  if (deadline === undefined || (run.checkAt !== undefined && run.checkAt <= deadline)) return run;
  home.remind(tx, run, deadline);
  return { ...run, checkAt: deadline };
}

/** Sends what the steps that were decided on ask of other modules. */
function ask<Subject extends SagaSubject, Name extends string>(
  { events, commands }: SagaHome<Subject, Name>,
  tx: Tx,
  { run: { subject, saga }, asks }: SagaStep<Subject, Name>,
): void {
  for (const { kind, step } of asks) commands[saga][step]?.[kind]?.(events, tx, subject);
}
