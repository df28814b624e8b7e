CREATE TABLE `paused_people` (
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`pausedAt` integer NOT NULL,
	PRIMARY KEY(`projectId`, `userId`),
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `paused_people_user` ON `paused_people` (`userId`);--> statement-breakpoint
ALTER TABLE `projects` ADD `pausedAt` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `personLimit` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `personDayLimit` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `dayZone` text DEFAULT 'UTC' NOT NULL;