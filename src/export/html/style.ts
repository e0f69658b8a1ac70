/** The page's one style sheet: light and dark, wide and narrow, and on paper. A constant: nothing captured is in it. */
export const STYLE_SHEET = `
:root { color-scheme: light dark;
  --page: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --read: #ffe066; --read-ink: #1b1f24; --sealed: #0a5c7a; --good: #176f2c; --bad: #b3261e; --warn: #7a5200;
  --victim: #0b57d0; --attacker: #b3261e; --bank: #176f2c; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f1318; --ink: #e6edf3; --soft: #a3adb8; --line: #343c46; --panel: #171d24;
  --read: #ffd84d; --read-ink: #12161b; --sealed: #6fd3f5; --good: #6fdd8b; --bad: #ff8a80; --warn: #ffc65c;
  --victim: #8ab8ff; --attacker: #ff8a80; --bank: #6fdd8b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 75rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.75rem; margin: 0.5rem 0; }
h2 { margin: 2.5rem 0 0.75rem; padding-top: 0.5rem; border-top: 2px solid var(--line); }
h4 { margin: 1rem 0 0.25rem; }
a { color: var(--victim); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; list-style: none; }
dl.about { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0.5rem 0; }
dl.about dt { color: var(--soft); }
dl.about dd { margin: 0; }
.lanes { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); align-items: start; }
.lane { border: 1px solid var(--line); border-radius: 8px; padding: 0 1rem 1rem; min-width: 0; }
.bar { margin: 0.25rem 0; padding: 0.35rem 0.75rem; border: 1px solid var(--line); border-radius: 1.2rem; background: var(--panel); }
.lane ul { margin: 0.25rem 0; padding: 0; list-style: none; }
.lane li { padding-left: 0.25rem; }
.victim { color: var(--victim); } .attacker { color: var(--attacker); } .bank { color: var(--bank); }
.good { color: var(--good); font-weight: 700; } .bad { color: var(--bad); font-weight: 700; }
.warn { color: var(--warn); font-weight: 700; }
.soft { color: var(--soft); font-weight: 400; }
figure { margin: 0.5rem 0; }
figcaption { color: var(--soft); font-size: 0.9rem; }
pre { margin: 0.25rem 0; padding: 0.5rem; overflow-x: auto; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; font: 0.8rem/1.45 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: normal; }
code { font: 0.85rem/1.45 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; }
mark, .word-read { background: var(--read); color: var(--read-ink); font-weight: 700; }
.word { font-weight: 700; padding: 0 0.3em; border-radius: 3px; white-space: nowrap; }
.word-sealed { color: var(--sealed); border: 1px solid; }
.word-size, .word-unsure { color: var(--warn); border: 1px dashed; }
.word-not-sent { color: var(--soft); border: 1px dotted; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.5rem; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
thead th { min-width: 8rem; }
.as-table th { min-width: 0; }
.matrix tbody th { overflow-wrap: normal; min-width: 5.5rem; }
.as-table th, .as-table td { overflow-wrap: normal; }
.as-table td.what { overflow-wrap: anywhere; min-width: 10rem; }
thead th { background: var(--panel); }
td small, th small { display: block; color: var(--soft); font-weight: 400; }
td.number { text-align: right; white-space: nowrap; }
svg { display: block; width: 100%; height: auto; min-width: 25rem; max-width: 40rem; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); stroke: var(--page); stroke-width: 4px; paint-order: stroke; }
svg .time { font-size: 10px; fill: var(--soft); }
svg .party { font-weight: 700; text-anchor: middle; }
svg .party-victim { fill: var(--victim); } svg .party-attacker { fill: var(--attacker); } svg .party-bank { fill: var(--bank); }
svg .life { stroke: var(--line); stroke-width: 1.5; }
svg .start { text-anchor: start; } svg .middle { text-anchor: middle; } svg .end { text-anchor: end; }
svg .arrow { stroke: var(--ink); stroke-width: 1.5; fill: none; }
svg .arrow-message { stroke-width: 3; }
svg .arrow-sealed, svg .arrow-mixed { stroke: var(--sealed); stroke-width: 6; stroke-dasharray: 2 2; }
svg .arrow-open, svg .arrow-close, svg .arrow-behind { stroke: var(--soft); stroke-dasharray: 5 4; }
svg .arrow-alert { stroke: var(--bad); stroke-width: 3; }
svg .head { fill: var(--ink); } svg .head-sealed, svg .head-mixed { fill: var(--sealed); }
svg .head-alert { fill: var(--bad); } svg .head-open, svg .head-close, svg .head-behind { fill: var(--soft); }
svg .dot { fill: var(--ink); }
summary { cursor: pointer; font-weight: 700; padding: 0.25rem 0; }
ol.choices { padding-left: 1.5rem; }
footer { margin-top: 3rem; border-top: 2px solid var(--line); color: var(--soft); }
@media (max-width: 40rem) { th, td { padding: 0.3rem 0.35rem; font-size: 0.85rem; } pre { font-size: 0.72rem; }
  body, .lane { padding-inline: 0.75rem; } .matrix thead th { min-width: 7.5rem; }
  svg { min-width: 0; } svg text { font-size: 13px; } svg .time { font-size: 11px; } }
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #000; --soft: #444; --line: #999; --panel: #fff; --read: #fff; --read-ink: #000;
    --sealed: #000; --good: #000; --bad: #000; --warn: #000; --victim: #000; --attacker: #000; --bank: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .lanes:has(> article) { grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); }
  pre { font-size: 0.66rem; }
  nav { display: none; }
  mark, .word-read { outline: 2px solid #000; }
  h2, h3, h4, caption, thead { break-after: avoid; }
  tr, .claim { break-inside: avoid; }
  pre, .scroll { overflow: visible; }
  svg { min-width: 0; }
  /* The picture says the same. */
  .as-table { display: none; }
  details::details-content { content-visibility: visible; height: auto; }
}
`;
