const group = /^[\da-f]{1,4}$/;
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * The reference itself, or empty when it holds no IPv6 address. The grammar of RFC 3261 wrongly allows three
 * colons before an IPv4 tail; they are mended to two (RFC 5118 4.10).
 */
export function ipv6Reference(reference: string): string {
  if (reference.length > 48) return "";
  const mended = reference.includes(":::") ? reference.replace(/:::(?=[\d.]+\]$)/, "::") : reference;
  return isIpv6(mended.slice(1, -1)) ? mended : "";
}

/** An IPv6 address in lower case without brackets (RFC 4291 2.2), with or without an IPv4 tail. */
function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (let h = 0; h < halves.length; h++) {
    const half = halves[h] ?? "";
    if (half === "" && halves.length === 2) continue;
    const parts = half.split(":");
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] ?? "";
      const last = h === halves.length - 1 && i === parts.length - 1;
      if (last && ipv4.test(part)) groups += 2;
      else if (group.test(part)) groups++;
      else return false;
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/** All eight groups without leading zeros, so that two spellings of one address compare equal (RFC 5954). */
export function expandIpv6(text: string): string {
  const tail = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const groups = tail === null ? text : text.slice(0, tail.index) + ipv4Groups(tail.slice(1).map(Number));
  const [head = "", end] = groups.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = end === undefined || end === "" ? [] : end.split(":");
  const gap = end === undefined ? 0 : 8 - front.length - back.length;
  const all = [...front, ...Array.from({ length: Math.max(gap, 0) }, () => "0"), ...back];
  return all.map((part) => part.replace(/^0+(?=.)/, "")).join(":");
}

function ipv4Groups(bytes: readonly number[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
