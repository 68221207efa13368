/** The colours and sizes that a site may set on the element, with what they are otherwise. */
export const VARIABLES = `
:host {
  --_text: var(--belfry-text, light-dark(#1b1b1f, #ececf0));
  --_muted: var(--belfry-muted, light-dark(#52525b, #b4b4bd));
  --_background: var(--belfry-background, light-dark(#ffffff, #1c1c21));
  --_border: var(--belfry-border, light-dark(#767680, #8f8f99));
  --_accent: var(--belfry-accent, light-dark(#0b57a4, #8ec5ff));
  --_on-accent: var(--belfry-on-accent, light-dark(#ffffff, #06223f));
  --_error: var(--belfry-error, light-dark(#a3161a, #ffb3ad));
  --_focus: var(--belfry-focus, light-dark(#0b57a4, #ffd54a));
  --_radius: var(--belfry-radius, 0.375rem);
  --_font: var(--belfry-font, inherit);
}
[hidden] { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }
button, .button {
  font: inherit; font-weight: 600; line-height: 1.3; text-align: center; text-decoration: none; cursor: pointer;
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: 0.5rem 1.125rem;
  color: var(--_accent); background: transparent; border: 2px solid var(--_accent); border-radius: var(--_radius);
  overflow-wrap: anywhere;
}
button.quiet { font-weight: 400; color: var(--_text); border: 1px solid var(--_border); }
button.main, .button.main { color: var(--_on-accent); background: var(--_accent); }
button:hover, .button:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--_focus); outline-offset: 2px; }
a { color: var(--_accent); }
a[href^="tel:"]:not(.button) { white-space: nowrap; }
@media (forced-colors: active) { button, .button { border-color: ButtonText; } }
`;
