CREATE TABLE `class_descriptions` (
	`projectId` integer NOT NULL,
	`label` integer NOT NULL,
	`description` text NOT NULL,
	PRIMARY KEY(`projectId`, `label`),
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "class_descriptions_label" CHECK("class_descriptions"."label" >= 0),
	CONSTRAINT "class_descriptions_length" CHECK(length("class_descriptions"."description") between 1 and 300)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `projects` ADD `classOrder` text;