-- phase: expand
create table catalog.imports (
  id uuid primary key,
  status text not null constraint imports_status_check check (status in ('running', 'completed', 'failed')),
  currency text not null constraint imports_currency_check check (currency ~ '^[A-Z]{3}$'),
  bytes_total bigint not null constraint imports_bytes_total_check check (bytes_total >= 0),
  -- Where the next slice begins: everything before it is written, nothing after it is.
  next_byte bigint not null constraint imports_next_byte_check check (next_byte between 0 and bytes_total),
  next_line integer not null constraint imports_next_line_check check (next_line > 0),
  header json,
  rows_read integer not null,
  rows_refused integer not null,
  products_written integer not null,
  products_unchanged integer not null,
  skus_derived integer not null,
  error_count integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz,
  constraint imports_finished_at_check check ((status = 'running') = (finished_at is null))
);
create index imports_finished_at on catalog.imports (finished_at);

-- The upload, until the import has ended.
create table catalog.import_chunks (
  import_id uuid not null constraint import_chunks_import_id_fkey references catalog.imports (id) on delete cascade,
  first_byte bigint not null,
  bytes bytea not null,
  primary key (import_id, first_byte)
);
-- Chunks live for minutes: compressing them would cost more than it saves.
alter table catalog.import_chunks alter column bytes set storage external;

-- Handles that the import has met, so that one that comes again is noticed.
create table catalog.import_handles (
  import_id uuid not null constraint import_handles_import_id_fkey references catalog.imports (id) on delete cascade,
  handle text not null,
  line integer not null,
  primary key (import_id, handle)
);

create table catalog.import_errors (
  import_id uuid not null constraint import_errors_import_id_fkey references catalog.imports (id) on delete cascade,
  number integer not null,
  line integer not null,
  code text not null,
  detail text not null,
  primary key (import_id, number)
);
