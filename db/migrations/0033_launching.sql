CREATE TABLE `installation` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`launch` text NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `projects` ADD `launch` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `launch` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `launcher` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `hosts` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `workedSeconds` real;--> statement-breakpoint
ALTER TABLE `runs` ADD `cardSeconds` real;