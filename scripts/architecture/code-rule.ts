import { type Span, Visitor, type VisitorObject } from 'oxc-parser';
import { type Place, placeOf } from './places.ts';
import { lineOf, type Problem, type SourceFile } from './source-file.ts';

/** A rule about what is written in a file, by its syntax tree. */
export interface CodeRule {
  readonly name: string;
  appliesTo(file: SourceFile, place: Place): boolean;
  /** Calls `report` for each place that breaks the rule, with what to do instead. */
  visit(file: SourceFile, report: Report): VisitorObject;
}

export type Report = (where: Pick<Span, 'start'>, message: string) => void;

/** Holds every file against every rule that applies to it. */
export function checkCode(files: readonly SourceFile[], rules: readonly CodeRule[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const file of files) {
    for (const rule of rules.filter((each) => each.appliesTo(file, placeOf(file.path)))) {
      const report: Report = ({ start }, message) =>
        void problems.push({ rule: rule.name, path: file.path, line: lineOf(file, start), message });
      new Visitor(rule.visit(file, report)).visit(file.program);
    }
  }
  return problems;
}
