/** The style sheet of the documentation page: system fonts, light and dark, no request to anywhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2024, #e8eaed); --soft: light-dark(#5b6570, #9aa4ae);
  --line: light-dark(#e2e6ea, #30363d); --paper: light-dark(#fff, #14171a); --tint: light-dark(#f6f8fa, #1c2126);
  --link: light-dark(#0b5cad, #79b8ff); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem; border-right: 1px solid var(--line);
  background: var(--tint); font-size: .875rem; }
nav h2 { margin: 1.25rem 0 .25rem; font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { padding: .1rem 0; }
main { padding: 2rem 3rem 6rem; max-width: 62rem; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 3rem 0 .25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h4 { margin: 1rem 0 .25rem; font-size: .875rem; color: var(--soft); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: .85em/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
pre { margin: .25rem 0; padding: .75rem 1rem; overflow-x: auto; background: var(--tint); border: 1px solid var(--line); border-radius: 6px; }
.soft { color: var(--soft); }
details { margin: .75rem 0; border: 1px solid var(--line); border-radius: 8px; }
summary { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; padding: .6rem 1rem; cursor: pointer; }
details > div { padding: 0 1rem 1rem; border-top: 1px solid var(--line); }
.method { min-width: 3.75rem; font: 600 .75rem ui-monospace, monospace; text-transform: uppercase; }
.get { color: light-dark(#0a7d42, #56d364); } .post { color: light-dark(#0b5cad, #79b8ff); } .put, .patch { color: light-dark(#9a6400, #e3b341); }
.delete { color: light-dark(#b42318, #ff7b72); }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; } main { padding: 1.5rem; } }
`;
