CREATE TABLE "stories" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"visibility" text NOT NULL,
	"default_answer" text DEFAULT 'duet' NOT NULL,
	"take_count" integer DEFAULT 0 NOT NULL,
	"voice_count" integer DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"grown_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "stories_title_length" CHECK (char_length("stories"."title") between 1 and 120),
	CONSTRAINT "stories_visibility" CHECK ("stories"."visibility" in ('public', 'unlisted', 'private')),
	CONSTRAINT "stories_default_answer" CHECK ("stories"."default_answer" in ('duet', 'continue')),
	CONSTRAINT "stories_counts" CHECK ("stories"."take_count" >= 0 and "stories"."duration_ms" >= 0 and "stories"."voice_count" between 0 and "stories"."take_count")
);
--> statement-breakpoint
CREATE TABLE "takes" (
	"story_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"parent_id" uuid,
	"author_id" uuid NOT NULL,
	"depth" integer DEFAULT 0 NOT NULL,
	"start_ms" bigint NOT NULL,
	"duration_ms" integer NOT NULL,
	"stem_key" text NOT NULL,
	"stem_bytes" integer NOT NULL,
	"stem_sha256" text NOT NULL,
	"mix_key" text NOT NULL,
	"mix_bytes" integer NOT NULL,
	"mix_sha256" text NOT NULL,
	"peaks" "bytea" NOT NULL,
	"gain_db" real NOT NULL,
	"align_method" text NOT NULL,
	"align_error_ms" real NOT NULL,
	"child_count" integer DEFAULT 0 NOT NULL,
	"like_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "takes_pkey" PRIMARY KEY("story_id","id"),
	CONSTRAINT "take_too_short" CHECK ("takes"."duration_ms" >= 1000),
	CONSTRAINT "take_too_long" CHECK ("takes"."duration_ms" <= 600000),
	CONSTRAINT "starts_too_early" CHECK ("takes"."start_ms" >= 0),
	CONSTRAINT "seed_not_at_zero" CHECK ("takes"."parent_id" is not null or "takes"."start_ms" = 0),
	CONSTRAINT "takes_seed_depth" CHECK (("takes"."parent_id" is null) = ("takes"."depth" = 0)),
	CONSTRAINT "too_deep" CHECK ("takes"."depth" between 0 and 5000),
	CONSTRAINT "takes_own_parent" CHECK ("takes"."parent_id" <> "takes"."id"),
	CONSTRAINT "takes_stem" CHECK ("takes"."stem_key" <> '' and "takes"."stem_bytes" between 1 and 67108864 and "takes"."stem_sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "takes_mix" CHECK ("takes"."mix_key" <> '' and "takes"."mix_bytes" between 1 and 12582912 and "takes"."mix_sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "takes_peaks" CHECK (octet_length("takes"."peaks") <= 12200),
	CONSTRAINT "takes_gain" CHECK ("takes"."gain_db" between -60 and 80),
	CONSTRAINT "takes_alignment" CHECK ("takes"."align_method" in ('none', 'measured', 'calibrated', 'estimated') and "takes"."align_error_ms" between 0 and 10000),
	CONSTRAINT "takes_counts" CHECK ("takes"."child_count" >= 0 and "takes"."like_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "users_name_length" CHECK (char_length("users"."name") between 1 and 60),
	CONSTRAINT "users_kind" CHECK ("users"."kind" in ('guest', 'member'))
);
--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "takes" ADD CONSTRAINT "takes_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "takes" ADD CONSTRAINT "takes_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "takes" ADD CONSTRAINT "takes_parent" FOREIGN KEY ("story_id","parent_id") REFERENCES "public"."takes"("story_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stories_public" ON "stories" USING btree ("grown_at","id") WHERE "stories"."visibility" = 'public';--> statement-breakpoint
CREATE INDEX "stories_owner" ON "stories" USING btree ("owner_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "takes_id" ON "takes" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "takes_one_seed" ON "takes" USING btree ("story_id") WHERE "takes"."parent_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "takes_stem_key" ON "takes" USING btree ("stem_key");--> statement-breakpoint
CREATE UNIQUE INDEX "takes_mix_key" ON "takes" USING btree ("mix_key");--> statement-breakpoint
CREATE INDEX "takes_children" ON "takes" USING btree ("story_id","parent_id","like_count" DESC NULLS FIRST,"created_at","id");--> statement-breakpoint
CREATE INDEX "takes_by_age" ON "takes" USING btree ("story_id","created_at","id");--> statement-breakpoint
CREATE INDEX "takes_author" ON "takes" USING btree ("story_id","author_id");