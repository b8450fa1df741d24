import { z } from 'zod';
import { AppError } from '#shared-kernel/errors.ts';
import { defineEventStream, defineRoute } from '#shared-kernel/http.ts';
import { newId } from '#shared-kernel/ids.ts';
import { type AppModule, defineModule } from '#shared-kernel/module.ts';
import { ListOf, PageQuery, pageOf } from '#shared-kernel/paging.ts';
import type { Signals } from '#shared-kernel/signals.ts';

const Note = z.strictObject({ id: z.uuid(), text: z.string() }).meta({ id: 'Note' });
const NoteBody = z.strictObject({ text: z.string().min(1).max(20), tags: z.array(z.string()).optional() });
const NoteParams = z.strictObject({ id: z.uuid() });

/** What the tests do to the module from outside, and see of it. */
export interface NotesControl {
  /** What `GET /v1/failures/thrown` throws. */
  failure: Error;
  /** The causes of all transactions, in order. */
  readonly causes: { correlationId: string; traceparent?: string }[];
  /** From here on `POST /v1/notes/slow` does not end until the gate is opened. */
  closeGate(): void;
  openGate(): void;
  /** How many requests have come to the gate since it was closed. */
  readonly arrived: number;
  /** Resolves once the gate is open. */
  throughGate(): Promise<void>;
}

export function notesControl(): NotesControl {
  let gate = Promise.withResolvers<void>();
  let arrived = 0;
  gate.resolve();
  return {
    failure: new Error('a bug'),
    causes: [],
    closeGate() {
      gate = Promise.withResolvers();
      arrived = 0;
    },
    openGate: () => gate.resolve(),
    get arrived() {
      return arrived;
    },
    throughGate() {
      arrived += 1;
      return gate.promise;
    },
  };
}

/**
 * A module that exists only to prove what the HTTP platform does for every module. It lives in the schema of
 * the catalog and marks each note that it writes in the inbox there.
 */
export function notesModule(control: NotesControl): AppModule {
  return defineModule({
    name: 'catalog',
    owner: 'tests',
    purpose: 'Takes notes.',
    tables: [],
    publishes: [],
    receives: [],
    hears: [],
    settings: z.object({}),
    assemble: ({ signals }) => ({
      routes: [
        listNotes,
        readNote,
        readOwnNote,
        changeNote,
        removeNotes,
        failing(control),
        uploadNotes,
        ...writing(control),
        ...jobs(signals),
        ticks,
      ],
    }),
  });
}

const listNotes = defineRoute({
  method: 'get',
  path: '/v1/notes',
  operationId: 'listNotes',
  summary: 'List notes',
  access: 'public',
  query: PageQuery,
  replies: { 200: ListOf(Note) },
  handle: async ({ query: { limit } }) => ({ status: 200, body: pageOf([], limit, () => null) }),
});

const readNote = defineRoute({
  method: 'get',
  path: '/v1/notes/{id}',
  operationId: 'readNote',
  summary: 'Read a note',
  access: 'optional',
  params: NoteParams,
  replies: { 200: Note },
  handle: async ({ params: { id }, principal }) => ({
    status: 200,
    body: { id, text: principal?.id ?? 'nobody' },
    version: 7,
  }),
});

const readOwnNote = defineRoute({
  method: 'get',
  path: '/v1/notes/mine',
  operationId: 'readOwnNote',
  summary: 'Read my note',
  access: 'signed-in',
  replies: { 200: z.strictObject({ userId: z.string() }) },
  handle: async ({ principal }) => ({ status: 200, body: { userId: principal?.id ?? '' } }),
});

const changeNote = defineRoute({
  method: 'put',
  path: '/v1/notes/{id}',
  operationId: 'changeNote',
  summary: 'Change a note',
  access: 'public',
  params: NoteParams,
  body: NoteBody,
  ifMatch: 'required',
  replies: { 200: z.strictObject({ seen: z.string() }) },
  handle: async ({ ifMatch }) => ({ status: 200, body: { seen: ifMatch ?? 'any' }, version: 8 }),
});

const removeNotes = defineRoute({
  method: 'delete',
  path: '/v1/notes',
  operationId: 'removeNotes',
  summary: 'Remove all notes',
  access: 'catalog:write',
  replies: { 204: z.undefined() },
  handle: async () => ({ status: 204, body: undefined }),
});

const failing = (control: NotesControl) =>
  defineRoute({
    method: 'get',
    path: '/v1/failures/{how}',
    operationId: 'fail',
    summary: 'Fail',
    access: 'public',
    params: z.strictObject({ how: z.enum(['thrown', 'undeclared']) }),
    replies: { 200: z.strictObject({ text: z.string() }) },
    handle: async ({ params: { how } }) => {
      if (how === 'thrown') throw control.failure;
      const extra = { text: 'fine', secret: 'not declared' };
      return { status: 200, body: extra };
    },
  });

const writing = (control: NotesControl) => [
  defineRoute({
    method: 'post',
    path: '/v1/notes',
    operationId: 'writeNote',
    summary: 'Write a note',
    access: 'optional',
    body: NoteBody,
    idempotencyKey: 'required',
    replies: { 201: Note },
    refusals: { 409: ['catalog.note_refused'] },
    handle: ({ body: { text }, transaction }) =>
      transaction(async (tx) => {
        const id = newId();
        control.causes.push(tx.cause);
        await tx.sql`insert into inbox (subscription, message_id) values (${text}, ${id})`;
        if (text === 'refuse') throw new AppError('conflict', { code: 'catalog.note_refused', detail: 'Not this one.' });
        return { status: 201, body: { id, text }, version: 1, headers: { Location: `/v1/notes/${id}` } };
      }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/notes/slow',
    operationId: 'writeSlowNote',
    summary: 'Write a note, slowly',
    access: 'public',
    replies: { 201: z.strictObject({ done: z.boolean() }) },
    handle: ({ transaction }) =>
      transaction(async () => {
        await control.throughGate();
        return { status: 201, body: { done: true } };
      }),
  }),
];

const uploadNotes = defineRoute({
  method: 'post',
  path: '/v1/notes/upload',
  operationId: 'uploadNotes',
  summary: 'Upload notes',
  access: 'public',
  stream: { contentType: 'text/csv', maxBytes: 2 * 1024 * 1024 },
  replies: { 201: z.strictObject({ bytes: z.int() }) },
  handle: ({ stream, transaction }) =>
    transaction(async () => {
      let bytes = 0;
      for await (const chunk of stream ?? []) bytes += chunk.byteLength;
      return { status: 201, body: { bytes } };
    }),
});

const Job = z.strictObject({ id: z.uuid(), status: z.enum(['running', 'done']) });
const JobBody = z.strictObject({ ends: z.boolean() });

const jobs = (signals: Signals) => [
  defineRoute({
    method: 'post',
    path: '/v1/jobs',
    operationId: 'startJob',
    summary: 'Start a job',
    access: 'public',
    body: JobBody,
    replies: { 202: Job, 201: Job },
    handle: ({ transaction }) =>
      transaction(async () => {
        const id = newId();
        return { status: 202, body: { id, status: 'running' }, headers: { location: `/v1/jobs/${id}` } };
      }),
    async waitFor({ body, signal }, { body: accepted }) {
      const { id } = Job.parse(accepted);
      if (!body.ends) await signals.wait('never', 60_000, signal);
      return body.ends ? { status: 201, body: { id, status: 'done' } } : undefined;
    },
  }),
];

const ticks = defineEventStream({
  path: '/v1/ticks/{count}',
  operationId: 'streamTicks',
  summary: 'Count',
  access: 'public',
  params: z.strictObject({ count: z.coerce.number().int() }),
  refusals: { 409: ['catalog.no_ticks'] },
  async *events({ params: { count }, signal }, after) {
    if (count === 0) throw new AppError('conflict', { code: 'catalog.no_ticks', detail: 'Nothing to count.' });
    for (let tick = Number(after ?? 0) + 1; tick <= Math.abs(count); tick += 1)
      yield { id: String(tick), event: 'tick', data: { tick } };
    // A negative count goes on until nobody listens.
    if (count < 0) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  },
});
