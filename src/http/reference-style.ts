/** One small sheet for the reference page: light and dark, wide and narrow. */
export const REFERENCE_STYLE = `
:root { --ink: #1c2127; --paper: #fff; --line: #d8dde3; --soft: #f4f6f8; --mark: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --paper: #14181d; --line: #333b45; --soft: #1c2229; --mark: #7db8f2; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.55 system-ui, sans-serif; display: grid; gap: 1rem 2rem;
  grid-template-columns: minmax(0, 1fr); }
@media (min-width: 60rem) {
  body { grid-template-columns: 16rem minmax(0, 1fr); }
  header { grid-column: 1 / -1; }
  nav { position: sticky; top: 1rem; align-self: start; max-height: 95vh; overflow: auto; }
}
a { color: var(--mark); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; }
h1 { margin: .2rem 0; }
h2 { font-size: .8rem; text-transform: uppercase; letter-spacing: .06em; margin: 1rem 0 .2rem; }
h3 { margin: 0; font-size: 1.1rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .15rem 0; text-decoration: none; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem; scroll-margin-top: 1rem; }
.line { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
.line code { overflow-wrap: anywhere; }
.method { font: 600 .75rem/1 ui-monospace, monospace; padding: .35rem .5rem; border-radius: .3rem; color: #fff; background: #456; }
.get { background: #1b6e3c; } .post { background: #0b5cad; } .put, .patch { background: #8a5a00; } .delete { background: #a3252b; }
.scope { font-size: .8rem; border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .6rem; }
pre { max-width: 100%; background: var(--soft); border-radius: .4rem; padding: .8rem; overflow: auto; font-size: .85rem; }
article p { overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .3rem 0; }
.scroll { overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; margin: .3rem 0 .6rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  td { display: block; border: 0; padding: 0; overflow-wrap: anywhere; }
}
`;
