/** True for text that a spreadsheet would run: `=1+1`, `@SUM(…)`, `+cmd|' /C calc'!A0`. */
export function isFormula(text: string): boolean {
  return /^(?:=|[-+@]\s*[a-z.]+\s*[(|!])/i.test(text);
}
