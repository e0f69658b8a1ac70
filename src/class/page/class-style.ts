import { STYLE_SHEET } from '../../export/html/style.ts';

/** The style sheet of the class's pages: that of an export, and what can be pressed. A phone first. */
export const CLASS_STYLE = `${STYLE_SHEET}
.sentence { font-size: 1.25rem; margin: 0.5rem 0; }
.status { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; justify-content: space-between; }
.status p, .verdict { margin: 0.25rem 0; }
#live { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
button, a.button, select, input { min-height: 44px; min-width: 44px; font: inherit; color: var(--ink); background: var(--panel);
  border: 2px solid var(--soft); border-radius: 8px; padding: 0.5rem 0.9rem; }
button, a.button { cursor: pointer; display: inline-flex; align-items: center; text-align: left; text-decoration: none; }
input, select { max-width: 100%; }
[hidden], button[hidden] { display: none; }
:focus-visible { outline: 3px solid var(--victim); outline-offset: 2px; }
.asked { border: 2px solid var(--victim); border-radius: 8px; padding: 0.25rem 1rem 1rem; margin: 1rem 0; }
.asked h2 { border: 0; margin-top: 0.5rem; }
.asked form { display: grid; gap: 0.6rem; }
.asked button[aria-pressed="true"] { border-color: var(--victim); font-weight: 700; }
.asked button[aria-pressed="true"]::before { content: "✓ "; white-space: pre; }
.door { display: grid; gap: 0.5rem; max-width: 26rem; }
.door[hidden] { display: none; }
.door button { justify-content: center; font-weight: 700; }
.door p { margin: 0; display: grid; gap: 0.2rem; }
.keys { display: flex; flex-wrap: wrap; gap: 0.6rem; }
.keys button { flex: 1 1 8rem; justify-content: center; min-height: 64px; }
.here { padding: 0; list-style: none; }
.here li { padding: 0.25rem 0; border-bottom: 1px solid var(--line); }
.bar-row { display: block; }
meter { width: min(20rem, 70%); height: 1rem; vertical-align: middle; }
.lanes > div { min-width: 0; }
.wide { display: none; }
@media (min-width: 60rem) { .wide { display: block; } }
`;
