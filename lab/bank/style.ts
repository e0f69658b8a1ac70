/** The bank's one style sheet. It stands inline in each page, so that a page is one answer on the wire. */
export const BANK_STYLE = `
:root { color-scheme: light; --ink: #16303d; --sea: #12586b; --line: #d5dfe2; --sand: #f5f2ec }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--sand); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
header, footer { padding: 1rem 1.5rem }
header { background: var(--sea) }
header a { color: #fff; font-weight: 600; letter-spacing: .02em; text-decoration: none }
main { width: min(100% - 2rem, 27rem); margin: 2rem auto; padding: 1.75rem; align-self: center; background: #fff; border: 1px solid var(--line); border-radius: .75rem }
footer { margin-top: auto; color: #526a75; font-size: .875rem; text-align: center }
h1 { margin: 0 0 1rem; font-size: 1.625rem; line-height: 1.2 }
a { color: var(--sea) }
label { display: block; margin-bottom: 1rem; font-weight: 600 }
input { display: block; width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; font-weight: 400; color: inherit; border: 1px solid #8aa0a9; border-radius: .375rem }
button, .button { display: inline-block; padding: .625rem 1.25rem; font: inherit; font-weight: 600; color: #fff; background: var(--sea); border: 1px solid var(--sea); border-radius: .375rem; text-decoration: none; cursor: pointer }
button.quiet { color: var(--sea); background: none }
:focus-visible { outline: 3px solid #e0a93b; outline-offset: 2px }
.alert { padding: .625rem .75rem; color: #7c2415; background: #fdf0ec; border-left: 4px solid #c2452d }
.balance strong { display: block; font-size: 2rem; line-height: 1.2; font-variant-numeric: tabular-nums }
table { width: 100%; margin-bottom: 1rem; border-collapse: collapse }
caption { padding: .5rem 0; font-weight: 600; text-align: left }
td { padding: .5rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere }
.amount { padding-left: 1rem; text-align: right; white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums }
`;
