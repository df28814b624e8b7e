import NextAuth from "next-auth";
import { authOptions } from "../../../_server/auth.ts";

// next-auth 4 types its handler as `any`; this is what it is in a route file.
const handler = NextAuth(authOptions) as (request: Request, context: unknown) => Promise<Response>;

export { handler as GET, handler as POST };
