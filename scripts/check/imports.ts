import { cruise } from "./cruise.ts";

const { modules, violations } = await cruise(".", ["packages", "apps", "tests", "bench", "scripts"]);
for (const violation of violations) console.error(violation);
console.log(`${modules} modules, ${violations.length} violations`);
if (modules === 0) console.error("No module was read, so nothing was checked: is @swc/core installed?");
process.exitCode = modules > 0 && violations.length === 0 ? 0 : 1;
