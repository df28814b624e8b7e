CREATE TABLE `looks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`at` integer NOT NULL,
	`cursor` integer NOT NULL,
	`answers` integer NOT NULL,
	`runId` integer NOT NULL,
	`fitId` integer,
	`policy` text NOT NULL,
	`eta` real NOT NULL,
	`machine` real,
	`evidence` text,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`fitId`) REFERENCES `fits`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `looks_project` ON `looks` (`projectId`,`id`);--> statement-breakpoint
ALTER TABLE `projects` ADD `aimAccuracy` real;--> statement-breakpoint
ALTER TABLE `projects` ADD `aimQuestions` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `closedAt` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `closedBecause` text;--> statement-breakpoint
ALTER TABLE `projects` ADD `closedOn` text;