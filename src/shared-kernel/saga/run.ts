import { decide } from './decide.ts';
import {
  nextDeadline,
  type SagaDefinition,
  type SagaInput,
  type SagaPhase,
  type SagaState,
  type TimelineEntry,
} from './definition.ts';

/** The aggregate that a saga is about. */
export interface SagaSubject {
  readonly id: string;
}

/** One run of a saga, with what it is about. */
export interface SagaRun<Subject extends SagaSubject, Name extends string> {
  readonly subject: Subject;
  readonly saga: Name;
  readonly state: SagaState;
  /** The time for which a message is on its way that makes it look for overdue answers; undefined where none is. */
  readonly checkAt: Date | undefined;
}

/** Something that happened to a subject: what it means to each of its sagas, if anything. */
export interface Happening<Subject extends SagaSubject, Name extends string> {
  readonly subjectId: string;
  readonly read: (run: SagaRun<Subject, Name>) => SagaInput | undefined;
}

/** A saga after everything that happened to it in one transaction. */
export interface SagaStep<Subject extends SagaSubject, Name extends string> {
  readonly run: SagaRun<Subject, Name>;
  /** False where nothing is to be written, and nothing to be said. */
  readonly changed: boolean;
  readonly asks: readonly { readonly kind: 'act' | 'undo'; readonly step: string }[];
  /** The phase that it has come to; undefined where it is still in the same. */
  readonly reached: SagaPhase | undefined;
  readonly timeline: readonly TimelineEntry[];
}

/** Decides, without touching anything, what the happenings mean for one saga. */
export function moveOn<Subject extends SagaSubject, Name extends string>(
  definition: SagaDefinition,
  before: SagaRun<Subject, Name>,
  happenings: readonly Happening<Subject, Name>[],
  now: Date,
): SagaStep<Subject, Name> {
  let run = before;
  let changed = false;
  const asks: SagaStep<Subject, Name>['asks'][number][] = [];
  const timeline: TimelineEntry[] = [];
  for (const { subjectId, read } of happenings) {
    const input = subjectId === run.subject.id ? read(run) : undefined;
    if (!input) continue;
    const decision = decide(definition, run.state, input, now);
    const due = input.kind === 'tick' && isSpent(run, input.at);
    run = { ...run, state: decision.state, checkAt: due ? undefined : run.checkAt };
    changed ||= decision.effects.length > 0 || decision.timeline.length > 0 || (due && nextDeadline(run.state) !== undefined);
    asks.push(...decision.effects.flatMap((effect) => (effect.kind === 'finished' ? [] : [effect])));
    timeline.push(...decision.timeline);
  }
  const { phase } = run.state;
  return { run, changed, asks, timeline, reached: phase === before.state.phase ? undefined : phase };
}

function isSpent<Subject extends SagaSubject, Name extends string>({ checkAt }: SagaRun<Subject, Name>, at: Date): boolean {
  return checkAt !== undefined && checkAt <= at;
}
