/** `npm run user`: make people and new passwords from the command line, for instance when the admin forgot theirs. */
import { parseArgs } from "node:util";
import { openDatabase, migrateDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { hashPassword, oneTimePassword } from "#db/people/password.ts";
import { createUser, findUserByName, setPassword } from "#db/people/users.ts";
import { roles } from "#lib/domain.ts";
import { orStop, stopWith } from "./stop-with.ts";

const help = `npm run user -- add NAME [--role annotator|researcher|admin] [--display "Full Name"]
npm run user -- password NAME

Prints a one-time password; the person chooses their own at the first sign-in.
Data lie in $TANDEM_DATA (default ./data).`;

const { values, positionals } = orStop(() =>
  parseArgs({
    allowPositionals: true,
    options: {
      role: { type: "string", default: "annotator" },
      display: { type: "string" },
      help: { type: "boolean" },
    },
  }),
);
const [command, name] = positionals;
if (values.help || !name || (command !== "add" && command !== "password")) {
  console.log(help);
  process.exit(values.help ? 0 : 1);
}

const database = openDatabase(dataDir().database);
migrateDatabase(database);
const { db } = database;
const password = oneTimePassword();
const hash = await hashPassword(password);
const role = roles.find((known) => known === values.role);
if (command === "add") {
  if (!role) stopWith(`There is no role “${values.role}”; choose annotator, researcher or admin.`);
  const user = {
    name,
    displayName: values.display ?? name,
    role,
    passwordHash: hash,
    mustChangePassword: true,
  };
  const made = createUser(db, user, null, Date.now());
  if (!made.ok) stopWith(made.message);
} else {
  const user = findUserByName(db, name);
  if (!user) stopWith(`There is nobody with the name ${name}.`);
  setPassword(db, user.id, { hash, mustChange: true }, null, Date.now());
}
console.log(`name  ${name.toLowerCase()}\none-time password  ${password}`);
database.close();
