CREATE TABLE `encoders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`bytes` integer NOT NULL,
	`description` text NOT NULL,
	`width` integer NOT NULL,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	`removedAt` integer,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `encoders_name` ON `encoders` (`name`) WHERE "encoders"."removedAt" is null;--> statement-breakpoint
CREATE INDEX `encoders_hash` ON `encoders` (`hash`);--> statement-breakpoint
CREATE TABLE `features` (
	`projectId` integer NOT NULL,
	`encoderId` integer NOT NULL,
	`embeddedTo` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`projectId`, `encoderId`),
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`encoderId`) REFERENCES `encoders`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
ALTER TABLE `runs` ADD `encoderId` integer REFERENCES encoders(id);