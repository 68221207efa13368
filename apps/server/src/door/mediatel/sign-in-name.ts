/** Where nobody takes calls. */
const OPERATOR = "operator";

/**
 * The protocol has no field for the organisation. It stands in the address of the connection (`?organisation=city`) or
 * behind the user's name (`anna@city`); where there is one organisation only, it need not be said.
 * An organisation that cannot be told is one that does not exist: sign-in refuses it as it refuses any other.
 */
export function signInName(
  user: string,
  inAddress: string | null,
  slugs: readonly string[],
): { readonly organisation: string; readonly login: string } {
  if (inAddress !== null && inAddress !== "") return { organisation: inAddress, login: user };
  const at = user.lastIndexOf("@");
  const slug = user.slice(at + 1).toLowerCase();
  // A login may be an address of mail.
  if (at > 0 && slugs.includes(slug)) return { organisation: slug, login: user.slice(0, at) };
  const ordinary = slugs.filter((one) => one !== OPERATOR);
  return { organisation: ordinary.length === 1 && ordinary[0] !== undefined ? ordinary[0] : "?", login: user };
}
