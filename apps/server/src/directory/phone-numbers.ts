import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js";

export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code);
}

/** `31` for NL; null for a country that is unknown. */
export function callingCode(country: string): string | null {
  return isCountry(country) ? getCountryCallingCode(country) : null;
}

/** As people in that country write it: with its own prefix, or with the country's code when it is another country's. */
export function nationalForm(number: string, country: string): string {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return number;
  return parsed.country === country ? parsed.formatNational() : parsed.formatInternational();
}

/**
 * A number as somebody in that country writes it, in E.164; null when it cannot be one. Length and prefix are
 * checked, not whether the range is in use: numbering plans change faster than libraries.
 */
export function toE164(text: string, country: string): string | null {
  // Letters would be taken for their keys (0800-FLOWERS); nobody means that here.
  if (/[a-z]/i.test(text)) return null;
  const parsed = parsePhoneNumberFromString(text, isCountry(country) ? { defaultCountry: country } : {});
  return parsed?.isPossible() === true && parsed.ext === undefined ? parsed.number : null;
}
