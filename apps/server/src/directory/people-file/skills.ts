import type { Person } from "@belfry/contracts";

type Skills = Person["skills"];
const USUAL_LEVEL = 5;
const LONGEST = 100;
const MOST = 100;

/** `Dutch:8; Permits` as skills, the second at the usual level; null when it is none. A `\` takes the next sign as it is. */
export function readSkills(text: string): Skills | null {
  const skills: Skills = [];
  for (const part of split(text)) {
    const found = /^(.*?)\s*:\s*(\d{1,2})$/s.exec(part);
    const skill = unescaped(found?.[1] ?? part).trim();
    const level = found === null ? USUAL_LEVEL : Number(found[2]);
    if (skill === "" && found === null) continue;
    if (skill === "" || skill.length > LONGEST || level < 1 || level > 10) return null;
    if (skills.some((one) => one.skill === skill)) return null;
    skills.push({ skill, level });
  }
  return skills.length > MOST ? null : skills;
}

/** As `readSkills` reads it. */
export function writeSkills(skills: Skills): string {
  return skills.map(({ skill, level }) => `${skill.replace(/[\\;|]/g, "\\$&")}:${level}`).join("; ");
}

function split(text: string): string[] {
  return text.match(/(?:\\.|[^;|\\])+/gs)?.map((part) => part.trim()) ?? [];
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, "$1");
}
