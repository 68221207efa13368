/** What people dial for help besides 112, by country (ISO 3166): the numbers of the national plans. */
const NATIONAL: Readonly<Record<string, readonly string[]>> = {
  AT: ["122", "133", "140", "144"],
  AU: ["000", "106"],
  BE: ["100", "101"],
  CA: ["911"],
  CH: ["117", "118", "144", "1414"],
  CZ: ["150", "155", "156", "158"],
  DE: ["110"],
  ES: ["061", "062", "080", "091", "092"],
  FR: ["15", "17", "18", "114", "115", "119", "191", "196"],
  GB: ["999"],
  HU: ["104", "105", "107"],
  IE: ["999"],
  IT: ["113", "115", "118"],
  LU: ["113"],
  NO: ["110", "113"],
  NZ: ["111"],
  PL: ["997", "998", "999"],
  UA: ["101", "102", "103", "104"],
  US: ["911", "988"],
};

/** The emergency numbers of a country, as people dial them. 112 is one everywhere: mobile phones dial it in any country. */
export function emergencyNumbers(country: string): readonly string[] {
  const national = Object.hasOwn(NATIONAL, country) ? NATIONAL[country] : undefined;
  return ["112", ...(national ?? [])];
}

export function isEmergency(country: string, number: string): boolean {
  return emergencyNumbers(country).includes(number);
}
