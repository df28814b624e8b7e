import { Expected } from "#lib/expected.ts";

/** The file is no encoder that can be used; the message is one sentence for the person who brought it. */
export class EncoderProblem extends Expected {}
