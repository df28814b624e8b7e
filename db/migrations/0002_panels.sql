CREATE TABLE `panels` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `panels_project` ON `panels` (`projectId`);--> statement-breakpoint
ALTER TABLE `runs` ADD `pool` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `panelId` integer REFERENCES panels(id);--> statement-breakpoint
ALTER TABLE `runs` ADD `sharedEpochs` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `keptEpoch` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `temperature` real;--> statement-breakpoint
CREATE INDEX `runs_panel` ON `runs` (`panelId`);