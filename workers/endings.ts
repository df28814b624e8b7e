import type { LaunchSettings } from "#lib/launching.ts";

/** A failure with a sentence for the person; it is not tried again. */
export class JobFailure extends Error {}
/** The job stopped because somebody asked for it. */
export class JobCancelled extends Error {}
/** Another machine does the job's folder, or is to do it: the job goes on when it is done. */
export class JobElsewhere extends Error {
  readonly folder: string;
  readonly settings: LaunchSettings;

  constructor(folder: string, settings: LaunchSettings) {
    super(`${folder} is done elsewhere`);
    this.folder = folder;
    this.settings = settings;
  }
}
