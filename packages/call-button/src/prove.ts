type Check = (part: string) => Promise<void>;

let check: Check = () => Promise.resolve();

/** The hosted script proves each part before it runs; in the package that is for the site's own bundler. */
export function proveParts(by: Check): void {
  check = by;
}

export function provePart(part: string): Promise<void> {
  return check(part);
}
