ALTER TABLE `projects` ADD `renewAfter` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `renewShare` real;--> statement-breakpoint
ALTER TABLE `projects` ADD `renewMargin` real;--> statement-breakpoint
ALTER TABLE `runs` ADD `cursor` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `answers` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `learntFrom` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `renews` integer REFERENCES runs(id);--> statement-breakpoint
ALTER TABLE `runs` ADD `decision` text;