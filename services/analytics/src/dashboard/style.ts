// The look of the dashboard: plain, large, high in contrast, and from nowhere else.

export const style = `
:root { color-scheme: light; --ink: #0b0c0c; --quiet: #505a5f; --line: #b1b4b6; --blue: #1d70b8; --red: #d4351c; --focus: #fd0; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; font: 19px/1.35 arial, sans-serif; }
.width { max-width: 1100px; margin: 0 auto; padding: 0 20px; }
header { background: var(--ink); color: #fff; border-bottom: 8px solid var(--blue); }
header .width { padding-top: 12px; padding-bottom: 10px; }
header .brand { color: #fff; font-weight: bold; font-size: 30px; text-decoration: none; margin-right: 12px; }
.skip { position: absolute; left: -999px; }
.skip:focus { position: static; display: block; padding: 8px 20px; }
a { color: var(--blue); }
a:focus, input:focus, button:focus, .scroll:focus { outline: 3px solid var(--focus); outline-offset: 0; box-shadow: 0 0 0 5px var(--ink); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 8px 24px; padding: 14px 0; margin: 0; border-bottom: 1px solid var(--line); }
nav a[aria-current] { color: var(--ink); font-weight: bold; text-decoration: none; border-bottom: 4px solid var(--blue); }
h1 { font-size: 44px; margin: 24px 0 8px; } h2 { font-size: 30px; margin: 28px 0 8px; } h3 { font-size: 22px; }
.lead { max-width: 40em; }
form { background: #f3f2f1; padding: 16px 20px; }
fieldset { border: 0; padding: 0; margin: 0 0 14px; } legend { font-weight: bold; padding: 0 0 6px; }
.choice { display: inline-block; margin: 0 22px 8px 0; } .choice input { width: 22px; height: 22px; vertical-align: -5px; }
.date { display: inline-block; margin-right: 24px; } .date label { display: block; }
.date input { font: inherit; padding: 6px; border: 2px solid var(--ink); }
button { font: inherit; font-weight: bold; color: #fff; background: #00703c; border: 0; box-shadow: 0 2px 0 #002d18; padding: 9px 18px; cursor: pointer; }
.errors { border: 5px solid var(--red); padding: 8px 20px; margin-top: 20px; } .errors a { color: var(--red); font-weight: bold; }
.hint { margin: 0 0 8px; color: var(--quiet); }
.scroll { overflow-x: auto; } abbr { text-decoration: none; }
caption { text-align: left; font-weight: bold; padding-bottom: 6px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th.group, th[scope=row] { text-align: left; white-space: normal; } tbody th { font-weight: normal; } tfoot { font-weight: bold; }
figure { margin: 16px 0; } figcaption { font-weight: bold; margin-bottom: 6px; } svg { display: block; }
svg .bar { fill: var(--blue); } svg .interval { stroke: var(--ink); stroke-width: 2; } svg .axis { stroke: var(--ink); } svg .grid { stroke: #e5e6e7; }
svg text { font: 15px arial, sans-serif; fill: var(--ink); } svg .tick { fill: var(--quiet); font-size: 14px; }
footer { background: #f3f2f1; border-top: 1px solid var(--line); margin-top: 40px; padding: 12px 0; color: var(--quiet); }
.matrix { font-size: 15px; margin-bottom: 24px; } .matrix thead th { white-space: normal; vertical-align: bottom; }
@media (max-width: 640px) { body { font-size: 16px; } h1 { font-size: 32px; } h2 { font-size: 24px; } .choice { width: 47%; margin-right: 0; } form { padding: 14px; } th, td { padding-right: 10px; } }
@media print { nav, form, footer, .skip { display: none; } .scroll { overflow: visible; } }
`;
