import { EXIT } from "./mistake.ts";

export const HELP = `Keeps the organisations of the Belfry that runs on this machine.

belfry org add SHORT-NAME OPTIONS   make an organisation, ready for its first call
belfry org list                     every organisation
belfry org show SHORT-NAME          one of them, and what is still to be done
belfry org remove SHORT-NAME        remove one with everything in it; there is no way back
belfry receipts check FILE          check erasure receipts that an admin downloaded; needs no running Belfry
belfry COMMAND --help               the options of one of these

Say it as npm run belfry -- org list, or npx belfry org list, in Belfry's folder.

It speaks to the running server by a socket in the data folder, so no password is asked for: whoever may
open that (the account that Belfry runs as, and root) is the operator.

Every command takes
  --config FILE   read settings from FILE instead of belfry.config.json, as npm start does
  --json          answer in JSON, for programs

Exit codes: ${EXIT.done} done, ${EXIT.refused} Belfry refused it, ${EXIT.usage} the command is not right, ${EXIT.notRunning} Belfry does not run here.`;

export const ORG_HELP = {
  add: `Makes an organisation: its admin, its numbers, and a first queue behind them that is always open.
All of it is made, or nothing.

belfry org add SHORT-NAME OPTIONS
  SHORT-NAME             what its people type to sign in: lower-case letters, digits and dashes, 3 to 40
  --name NAME            what it is called
  --country CODE         two letters, such as NL: how its people write telephone numbers
  --languages LIST       en, nl, fr, uk; the first is the main one, in which callers hear sentences
  --admin NAME           the person who keeps it
  --admin-login NAME     the user name of that person (default: admin)
  --password-stdin       the password of that person is piped in; without this one is made and shown once
  --time-zone ZONE       such as Europe/Amsterdam; not needed where the country has one
  --number NUMBER        a number that callers dial and pay for; may be said several times
  --free-number NUMBER   a number that the organisation pays for, such as 0800; may be said several times
  --queue NAME           what the first queue is called (default: General, in the main language)

A number may be followed by = and a label: --number "020 123 0001=Permits".

belfry org add city --name "City of Example" --country NL --languages nl,en --admin "Ada de Boer" \\
  --free-number "0800 123 4567" --number "020 123 0001"`,
  list: `Lists every organisation, by its short name.

belfry org list [--json]`,
  show: `Shows an organisation: its numbers, its admins, how many agents it has, and what is still to be done.

belfry org show SHORT-NAME [--json]`,
  remove: `Removes an organisation: its people, calls, recordings and everything else. There is no way back.
At a terminal you are asked to type its short name again.

belfry org remove SHORT-NAME [--yes]
  --yes   do not ask; needed where there is no terminal`,
} as const;

export const RECEIPTS_HELP = `Checks a file of erasure receipts as an admin downloads it: that each is whole, and none is missing in between.
It needs no running Belfry, no settings and no network.

belfry receipts check FILE [--head HASH] [--json]
  FILE          the downloaded file; - reads what is piped in
  --head HASH   the hash of a receipt that was noted earlier: tells whether receipts up to it are missing at the end
  --json        answer in JSON, for programs

Exit codes: ${EXIT.done} all are whole, ${EXIT.refused} one is not, which is named, ${EXIT.usage} the command or the file is not right.`;
