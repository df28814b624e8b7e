import { answer } from "../../_server/route.ts";

/** What is not there says so as the rest of the API does, instead of by a page. */
const none = () => answer({ message: "There is no such address." }, 404);

export { none as GET, none as POST, none as PUT, none as PATCH, none as DELETE };
