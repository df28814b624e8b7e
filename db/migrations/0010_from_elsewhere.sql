CREATE TABLE `label_counts` (
	`raterId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`counts` blob NOT NULL,
	PRIMARY KEY(`raterId`, `itemId`),
	FOREIGN KEY (`raterId`) REFERENCES `raters`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `raters` ADD `crowdId` integer REFERENCES raters(id);--> statement-breakpoint
CREATE INDEX `raters_crowd` ON `raters` (`crowdId`) WHERE "raters"."crowdId" is not null;--> statement-breakpoint
ALTER TABLE `runs` ADD `origin` text;