const KEPT = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"];

/** What a program that we start sees of our environment: not the database's password, nor any token. */
export function bareEnvironment(): Record<string, string> {
  return Object.fromEntries(
    KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
