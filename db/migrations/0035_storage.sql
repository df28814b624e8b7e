ALTER TABLE `installation` ADD `keepWeights` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `weightsRemovedAt` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `weightsPinned` integer DEFAULT false NOT NULL;