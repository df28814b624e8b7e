CREATE TABLE `bucket_packs` (
	`name` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`movedAt` integer NOT NULL,
	`droppedAt` integer
) STRICT;
--> statement-breakpoint
ALTER TABLE `images` ADD `keptHash` text;--> statement-breakpoint
ALTER TABLE `images` ADD `shownHash` text;--> statement-breakpoint
CREATE INDEX `images_pack` ON `images` (`pack`,`offset`);