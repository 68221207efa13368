/**
 * Where numbers begin that cost the caller more than a call, after the country code: ranges that the numbering plans
 * keep for premium rates, as libphonenumber knows them (a test of the server compares the two). Ireland and New
 * Zealand are not here: their premium numbers begin like ordinary ones.
 */
const BY_COUNTRY: Readonly<Record<string, string>> = {
  "1": "900",
  "30": "90",
  "31": "90",
  "32": "70 90",
  "33": "812 813 814 815 816 817 818 819 822 823 824 827 828 829 83 85 86 880 881 882 883 885 886 887 888 889 89",
  "34": "803 806 807",
  "36": "90 91",
  "39": "0878 14 16 89",
  "40": "90",
  "41": "90",
  "43": "86 89 9",
  "44": "84 87 9",
  "45": "90",
  "46": "649 900 939 944 99",
  "47": "82",
  "48": "70",
  "49": "1377 1378 1379 900",
  "61": "19",
  "90": "88 89 90",
  "351": "6 76",
  "352": "900 901 905",
  "358": "600 700",
  "359": "90",
  "370": "9",
  "371": "9",
  "372": "40 9",
  "380": "90",
  "385": "60 61 64 65 69",
  "386": "89 9",
  "420": "90 976",
  "421": "900 97 98",
};

/** International premium rate, satellite telephones and other networks without a country. */
const WORLDWIDE = ["+870", "+878", "+881", "+882", "+883", "+979"];

const PREFIXES: ReadonlySet<string> = new Set([
  ...WORLDWIDE,
  ...Object.entries(BY_COUNTRY).flatMap(([code, ranges]) => ranges.split(" ").map((range) => `+${code}${range}`)),
]);
const LONGEST = Math.max(...[...PREFIXES].map(({ length }) => length));

/** The premium-rate range that the number is in, or null. */
export function premiumPrefix(number: string): string | null {
  for (let length = Math.min(LONGEST, number.length); length > 2; length -= 1) {
    const prefix = number.slice(0, length);
    if (PREFIXES.has(prefix)) return prefix;
  }
  return null;
}
