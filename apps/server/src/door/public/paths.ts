/** Each segment begins with a slash and holds no dots in a row, so that nothing leads out of here. */
const PUBLIC = /^(?:GET|POST|DELETE|OPTIONS) \/api\/public\/v1(?:\/[\w-]+(?:\.[\w-]+)?)+$/;
const PAGES = /^GET \/visit(?:\/[\w-]+(?:\.[\w-]+)?)+$/;

interface Asked {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

const line = ({ method = "", url = "" }: Asked) => `${method === "HEAD" ? "GET" : method} ${url.split("?")[0] ?? ""}`;

/** What visitors of other websites ask: they have neither session nor VouchCookie, and their origin is looked at there. */
export const isForVisitors = (request: Asked): boolean => PUBLIC.test(line(request)) || PAGES.test(line(request));
