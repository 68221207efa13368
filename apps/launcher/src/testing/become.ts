// Becomes the given account and then runs a command: `become.ts UID GID REPOSITORY DATA-DIR LOW COMMAND …`.
import { becomeAccount } from "../machine/account.ts";

const [, , uid = "", gid = "", repository = "", dataDir = "", low = "", ...command] = process.argv;
becomeAccount(
  { uid: Number(uid), gid: Number(gid) },
  command,
  { repository, dataDir },
  { env: { PATH: process.env["PATH"] ?? "" }, lowPorts: low === "low" },
);
