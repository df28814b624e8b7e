import { noSuchAddress as none } from "../../_server/route.ts";

export { none as GET, none as POST, none as PUT, none as PATCH, none as DELETE };
