CREATE TABLE `__new_run_outputs` (
	`runId` integer NOT NULL,
	`part` integer NOT NULL,
	`itemIds` blob NOT NULL,
	`probabilities` blob NOT NULL,
	PRIMARY KEY(`runId`, `part`),
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_run_outputs`("runId", "part", "itemIds", "probabilities") SELECT "runId", 0, "itemIds", "probabilities" FROM `run_outputs`;--> statement-breakpoint
DROP TABLE `run_outputs`;--> statement-breakpoint
ALTER TABLE `__new_run_outputs` RENAME TO `run_outputs`;--> statement-breakpoint
CREATE INDEX `items_split` ON `items` (`projectId`,`split`,`gold`);