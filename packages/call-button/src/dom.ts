type Child = Node | string | null | false;
type Properties = Readonly<Record<string, string | boolean | null | ((event: Event) => void)>>;

/** An element: functions are listeners, `true` is an empty attribute, and null is none. No markup is ever parsed. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/** A style sheet that needs no `style-src`: the page's policy rules markup, not what scripts construct. */
export function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

/** A text with one link in it: `{number}` becomes the link. */
export function withLink(text: string, link: HTMLElement): DocumentFragment {
  const [before = "", after = ""] = text.split("{number}");
  const made = document.createDocumentFragment();
  made.append(before, link, after);
  return made;
}
