export const DIALOG = `
dialog {
  width: min(34rem, calc(100vw - 1rem)); max-width: none; max-height: calc(100dvh - 1rem); padding: 0; overflow: auto;
  color: var(--_text); background: var(--_background); border: 1px solid var(--_border); border-radius: var(--_radius);
  font-family: var(--_font); font-size: 1rem; line-height: 1.5; text-align: start; overflow-wrap: anywhere;
}
section[part="dialog"] { color: var(--_text); background: var(--_background); font-family: var(--_font); line-height: 1.5; border: 1px solid var(--_border); border-radius: var(--_radius); }
dialog::backdrop { background: rgb(0 0 0 / 0.5); }
.frame { padding: 1rem 1.25rem 1.25rem; display: grid; gap: 1rem; }
.top { display: flex; flex-wrap: wrap-reverse; gap: 0.5rem 1rem; align-items: flex-start; justify-content: flex-end; }
h2 { flex: 1 1 13rem; margin: 0.4rem 0 0; font-size: 1.375rem; line-height: 1.25; hyphens: auto; }
h2:focus { outline: none; }
h2:focus-visible { outline: 3px solid var(--_focus); outline-offset: 4px; }
h3 { margin: 0; font-size: 1rem; }
p, ul, fieldset, dl, dd { margin: 0; }
ul { padding-inline-start: 1.25rem; }
fieldset { border: 0; padding: 0; display: grid; gap: 0.5rem; }
legend { padding: 0; margin-block-end: 0.5rem; font-weight: 600; }
.stack { display: grid; gap: 1rem; }
.row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
.choice { display: flex; gap: 0.6rem; align-items: flex-start; min-height: 1.75rem; cursor: pointer; }
.choice input { width: 1.25rem; height: 1.25rem; margin: 0.15rem 0 0; flex: none; accent-color: var(--_accent); }
.muted { color: var(--_muted); }
.error { color: var(--_error); font-weight: 600; }
.mark { border: 1px solid var(--_border); border-inline-start-width: 0.4rem; padding: 0.5rem 0.75rem; border-radius: var(--_radius); }
.close { flex: none; }
.qr { width: min(100%, 17rem); margin: 0 auto; background: #fff; border: 1px solid var(--_border); border-radius: var(--_radius); }
.qr svg { display: block; width: 100%; height: auto; forced-color-adjust: none; }
.figures { display: flex; flex-wrap: wrap; gap: 0 0.6em; font-size: 1.75rem; font-weight: 700; line-height: 1.35; font-variant-numeric: tabular-nums; }
.told { display: grid; gap: 0.25rem; padding: 0.75rem 1rem; border: 1px solid var(--_border); border-radius: var(--_radius); }
.told .row { justify-content: space-between; }
label { font-weight: 600; }
.choice label, label.choice { font-weight: 400; }
input.code {
  font: inherit; font-size: 1.5rem; letter-spacing: 0.2em; width: 8em; max-width: 100%; padding: 0.4rem 0.6rem; min-height: 2.75rem;
  color: var(--_text); background: var(--_background); border: 2px solid var(--_border); border-radius: var(--_radius);
}
input.code[aria-invalid="true"] { border-color: var(--_error); }
.pick { display: grid; gap: 0.25rem; margin-block: 0.5rem; }
.pick select {
  font: inherit; font-weight: 400; width: 100%; min-height: 2.75rem; padding: 0.4rem 0.6rem;
  color: var(--_text); background: var(--_background); border: 1px solid var(--_border); border-radius: var(--_radius);
}
summary { min-height: 1.75rem; cursor: pointer; }
.keys { display: grid; grid-template-columns: repeat(3, minmax(2.75rem, 4rem)); gap: 0.5rem; }
.foot { border-block-start: 1px solid var(--_border); padding-block-start: 0.75rem; }
.busy { width: 2rem; height: 2rem; border: 4px solid var(--_border); border-block-start-color: var(--_accent); border-radius: 50%; animation: turn 1s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { .busy { animation: none; } }
@media (max-width: 26rem) {
  .frame { padding: 0.75rem 0.875rem 1rem; }
  .figures { font-size: 1.5rem; }
  .row > button, .row > .button { flex: 1 1 auto; }
}
`;
