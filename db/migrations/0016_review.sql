CREATE TABLE `decisions` (
	`judgmentId` integer PRIMARY KEY NOT NULL,
	`userId` integer,
	`between` text NOT NULL,
	`gold` integer NOT NULL,
	FOREIGN KEY (`judgmentId`) REFERENCES `judgments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
ALTER TABLE `raters` DROP CONSTRAINT "raters_source";--> statement-breakpoint
ALTER TABLE `raters` ADD CONSTRAINT "raters_source" CHECK("raters"."source" in ('column', 'person', 'run', 'review'));--> statement-breakpoint
ALTER TABLE `items` ADD `goldFrom` integer REFERENCES judgments(id);