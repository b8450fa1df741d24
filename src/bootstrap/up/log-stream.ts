import { styleText } from 'node:util';
import { pino } from 'pino';
import type { Log } from '#shared-kernel/log.ts';

/** Takes a line of what a program says. */
export type Say = (line: string) => void;

/** Everything that several programs say, in one stream. */
export interface LogStream {
  /** For what the program of this name says. */
  of(name: string): Say;
}

export interface LogStreamOptions {
  readonly out: NodeJS.WritableStream;
  /** For programs: each line is a JSON object with a field `process`. For people, each begins with the name. */
  readonly json: boolean;
  /** So that all lines begin in the same column. */
  readonly names: readonly string[];
}

const COLOURS = [
  'cyan',
  'green',
  'yellow',
  'magenta',
  'blue',
  'cyanBright',
  'greenBright',
  'yellowBright',
  'magentaBright',
] as const;

export function logStream({ out, json, names }: LogStreamOptions): LogStream {
  const width = Math.max(...names.map((name) => name.length));
  const paint = (name: string) => {
    const colour = COLOURS[Math.max(0, names.indexOf(name)) % COLOURS.length] ?? 'cyan';
    return styleText(colour, `${name.padEnd(width)} |`, { stream: out });
  };
  return {
    of: (name) => {
      const prefix = paint(name);
      return (line) => void out.write(json ? `${asJson(name, line)}\n` : `${prefix} ${line}\n`);
    },
  };
}

function asJson(name: string, line: string): string {
  const found = line.startsWith('{') ? fieldsIn(line) : undefined;
  return JSON.stringify({ process: name, ...(found ?? { time: new Date().toISOString(), msg: line }) });
}

function fieldsIn(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A log of our own that goes where the others do. */
export function logInto(say: Say): Log {
  const write = (line: string) => say(line.trimEnd());
  return pino({ base: { service: 'tessera' }, timestamp: pino.stdTimeFunctions.isoTime }, { write });
}
