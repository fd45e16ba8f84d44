-- A text as it is looked for: without capitals, accents and the forms that mean the same.
CREATE FUNCTION letters(of text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(replace(lower(regexp_replace(normalize(of, NFKD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss'), 'øłđı', 'oldi')
$$;--> statement-breakpoint
-- All runs of one, two and three signs in it, or only those of at least so many. An index of them finds any part of a text, in
-- every script; pg_trgm has nothing to look up for two letters or for signs that are no letters.
CREATE FUNCTION grams(of text, least_signs integer DEFAULT 1) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
  SELECT array_agg(DISTINCT substr(of, place, signs))
    FROM generate_series(least_signs, 3) AS signs, generate_series(1, length(of) - signs + 1) AS place
$$;--> statement-breakpoint
CREATE TABLE "likes" (
	"story_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"take_id" uuid NOT NULL,
	CONSTRAINT "likes_pkey" PRIMARY KEY("story_id","user_id","take_id")
);
--> statement-breakpoint
CREATE TABLE "path_files" (
	"story_id" uuid NOT NULL,
	"take_id" uuid NOT NULL,
	"key" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"made_of" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "path_files_pkey" PRIMARY KEY("story_id","take_id"),
	CONSTRAINT "path_files_file" CHECK ("path_files"."key" <> '' and "path_files"."bytes" > 0 and "path_files"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "story_voices" (
	"user_id" uuid NOT NULL,
	"story_id" uuid NOT NULL,
	CONSTRAINT "story_voices_pkey" PRIMARY KEY("user_id","story_id")
);
--> statement-breakpoint
ALTER TABLE "stories" DROP CONSTRAINT "stories_counts";--> statement-breakpoint
DROP INDEX "takes_children";--> statement-breakpoint
DROP INDEX "stories_owner";--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "like_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "best_child_id" uuid;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "branch_likes" integer;--> statement-breakpoint
ALTER TABLE "likes" ADD CONSTRAINT "likes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "likes" ADD CONSTRAINT "likes_take" FOREIGN KEY ("story_id","take_id") REFERENCES "public"."takes"("story_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "path_files" ADD CONSTRAINT "path_files_take" FOREIGN KEY ("story_id","take_id") REFERENCES "public"."takes"("story_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "story_voices" ADD CONSTRAINT "story_voices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "story_voices" ADD CONSTRAINT "story_voices_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "likes_of_take" ON "likes" USING btree ("story_id","take_id");--> statement-breakpoint
CREATE UNIQUE INDEX "path_files_key" ON "path_files" USING btree ("key");--> statement-breakpoint
CREATE INDEX "story_voices_story" ON "story_voices" USING btree ("story_id");--> statement-breakpoint
CREATE INDEX "stories_newest" ON "stories" USING btree ("created_at","id") WHERE "stories"."visibility" = 'public';--> statement-breakpoint
CREATE INDEX "stories_loved" ON "stories" USING btree ("like_count","id") WHERE "stories"."visibility" = 'public';--> statement-breakpoint
CREATE INDEX "stories_owner" ON "stories" USING btree ("owner_id","grown_at","id");--> statement-breakpoint
CREATE INDEX "stories_letters" ON "stories" USING gin (grams(letters("title"))) WITH (fastupdate=false) WHERE "stories"."visibility" = 'public';--> statement-breakpoint
CREATE INDEX "users_letters" ON "users" USING gin (grams(letters("name"))) WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "takes_children" ON "takes" USING btree ("story_id","parent_id","branch_likes" DESC NULLS FIRST,"created_at","id");--> statement-breakpoint
-- Nobody could like anything: at each fork the canon goes on with the oldest.
UPDATE "takes" SET "best_child_id" = (SELECT "child"."id" FROM "takes" AS "child" WHERE "child"."story_id" = "takes"."story_id" AND "child"."parent_id" = "takes"."id" ORDER BY "child"."created_at", "child"."id" LIMIT 1) WHERE "child_count" > 0;--> statement-breakpoint
UPDATE "takes" SET "branch_likes" = 0 FROM "takes" AS "parent" WHERE "parent"."id" = "takes"."parent_id" AND "parent"."best_child_id" <> "takes"."id";--> statement-breakpoint
INSERT INTO "story_voices" ("user_id", "story_id") SELECT DISTINCT "author_id", "story_id" FROM "takes";--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_counts" CHECK ("stories"."take_count" >= 0 and "stories"."like_count" >= 0 and "stories"."duration_ms" >= 0 and "stories"."voice_count" between 0 and "stories"."take_count");--> statement-breakpoint
ALTER TABLE "takes" ADD CONSTRAINT "takes_canon" CHECK (("takes"."child_count" = 0) = ("takes"."best_child_id" is null) and "takes"."branch_likes" >= 0);--> statement-breakpoint
-- How the canon is kept, and why so, is told in docs/decisions/0018-canon.md. Whoever calls these functions or inserts a take
-- holds the story's row. Takes are found by their id alone, for the reason in db/queries/walks.ts.

-- The likes that the best path from this take down gathers. Whoever needs to know only whether they are more than some number
-- says so, and is told no more than that.
CREATE FUNCTION branch_value(of_story uuid, of_take uuid, enough bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH RECURSIVE down AS (
    SELECT best_child_id, like_count::bigint AS worth FROM takes WHERE id = of_take AND story_id IS NOT DISTINCT FROM of_story
    UNION ALL
    SELECT child.best_child_id, down.worth + child.like_count
      FROM down CROSS JOIN LATERAL (
        SELECT best_child_id, like_count FROM takes
          WHERE id = down.best_child_id AND story_id IS NOT DISTINCT FROM of_story LIMIT 1
      ) AS child
      WHERE enough IS NULL OR down.worth <= enough
  )
  SELECT max(worth) FROM down
$$;
--> statement-breakpoint
-- The best of the answers to a take with which the canon does not go on; the index takes_children has it.
CREATE FUNCTION second_best(of_story uuid, of_take uuid)
RETURNS TABLE (id uuid, created_at timestamp (3) with time zone, worth bigint) LANGUAGE sql STABLE AS $$
  SELECT id, created_at, branch_likes FROM takes
    WHERE story_id = of_story AND parent_id = of_take AND branch_likes IS NOT NULL
    ORDER BY branch_likes DESC, created_at, id LIMIT 1
$$;
--> statement-breakpoint
-- The canon goes on another way at this fork. Answers the fork's own likes.
CREATE FUNCTION choose_branch(of_story uuid, fork uuid, chosen uuid, left_aside uuid, left_worth bigint)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  own_likes integer;
BEGIN
  UPDATE takes SET branch_likes = CASE id WHEN left_aside THEN left_worth END
    WHERE id IN (chosen, left_aside) AND story_id IS NOT DISTINCT FROM of_story;
  UPDATE takes SET best_child_id = chosen WHERE id = fork AND story_id IS NOT DISTINCT FROM of_story
    RETURNING like_count INTO STRICT own_likes;
  RETURN own_likes;
END $$;
--> statement-breakpoint
-- A take has gained or lost likes: every fork above it that its branch leads to chooses again, as long as that changes what the
-- fork is worth. Answers the choices that are others now.
CREATE FUNCTION move_canon(of_story uuid, of_take uuid, gained integer)
RETURNS TABLE (moved_id uuid, moved_to uuid) LANGUAGE plpgsql AS $$
DECLARE
  below uuid := of_take;
  more bigint := gained;
  worth_below bigint;
  head record;
  rival record;
BEGIN
  -- A branch that gains and is chosen already stays so: nothing happens below the nearest one that is not.
  WHILE more > 0 LOOP
    WITH RECURSIVE up AS (
      SELECT id, parent_id, branch_likes, created_at FROM takes WHERE id = below AND story_id IS NOT DISTINCT FROM of_story
      UNION ALL
      SELECT parent.id, parent.parent_id, parent.branch_likes, parent.created_at
        FROM up CROSS JOIN LATERAL (
          SELECT id, parent_id, branch_likes, created_at FROM takes
            WHERE id = up.parent_id AND story_id IS NOT DISTINCT FROM of_story LIMIT 1
        ) AS parent
        WHERE up.branch_likes IS NULL
    )
    SELECT id, parent_id, created_at, branch_likes + more AS worth INTO head FROM up WHERE branch_likes IS NOT NULL;
    EXIT WHEN NOT FOUND;

    SELECT id, created_at, branch_value(of_story, id, head.worth) AS worth INTO STRICT rival FROM takes
      WHERE id = (SELECT best_child_id FROM takes WHERE id = head.parent_id AND story_id IS NOT DISTINCT FROM of_story)
        AND story_id IS NOT DISTINCT FROM of_story;
    -- Of equals the older one is chosen.
    IF (head.worth, rival.created_at, rival.id) < (rival.worth, head.created_at, head.id) THEN
      UPDATE takes SET branch_likes = head.worth WHERE id = head.id AND story_id IS NOT DISTINCT FROM of_story;
      EXIT;
    END IF;
    PERFORM choose_branch(of_story, head.parent_id, head.id, rival.id, rival.worth);
    moved_id := head.parent_id;
    moved_to := head.id;
    RETURN NEXT;
    more := head.worth - rival.worth;
    below := head.parent_id;
  END LOOP;

  IF more < 0 THEN
    worth_below := branch_value(of_story, of_take, NULL);
  END IF;
  -- A branch that loses and is chosen stays so until another one beats it.
  WHILE more < 0 LOOP
    WITH RECURSIVE up AS (
      SELECT id, parent_id, branch_likes, created_at, worth_below AS worth, 0 AS step
        FROM takes WHERE id = below AND story_id IS NOT DISTINCT FROM of_story
      UNION ALL
      SELECT parent.id, parent.parent_id, parent.branch_likes, parent.created_at, up.worth + parent.like_count, up.step + 1
        FROM up CROSS JOIN LATERAL (
          SELECT id, parent_id, branch_likes, created_at, like_count, child_count FROM takes
            WHERE id = up.parent_id AND story_id IS NOT DISTINCT FROM of_story LIMIT 1
        ) AS parent
        WHERE up.branch_likes IS NULL AND (parent.child_count = 1 OR NOT EXISTS (
          SELECT FROM second_best(of_story, parent.id) AS second
            WHERE (second.worth, up.created_at, up.id) > (up.worth, second.created_at, second.id)
        ))
    )
    SELECT id, parent_id, branch_likes, worth INTO STRICT head FROM up ORDER BY step DESC LIMIT 1;
    EXIT WHEN head.parent_id IS NULL;
    IF head.branch_likes IS NOT NULL THEN
      UPDATE takes SET branch_likes = branch_likes + more WHERE id = head.id AND story_id IS NOT DISTINCT FROM of_story;
      EXIT;
    END IF;

    SELECT id, worth INTO STRICT rival FROM second_best(of_story, head.parent_id);
    worth_below := rival.worth + choose_branch(of_story, head.parent_id, rival.id, head.id, head.worth);
    moved_id := head.parent_id;
    moved_to := rival.id;
    RETURN NEXT;
    more := rival.worth - (head.worth - more);
    below := head.parent_id;
  END LOOP;
END $$;
--> statement-breakpoint
-- Liking twice is liking once. likes_now is null when the story has no such take.
CREATE FUNCTION like_take(of_story uuid, of_take uuid, by_user uuid, wanted boolean,
  OUT likes_now integer, OUT has_changed boolean, OUT canon jsonb) LANGUAGE plpgsql AS $$
DECLARE
  gained CONSTANT integer := CASE WHEN wanted THEN 1 ELSE -1 END;
BEGIN
  -- Everybody else who likes something here waits for this commit, and it need not wait for the disk: what half a second of a
  -- power cut takes away is a like.
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM FROM stories WHERE id = of_story FOR NO KEY UPDATE;
  IF wanted THEN
    INSERT INTO likes (story_id, user_id, take_id) VALUES (of_story, by_user, of_take) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM likes WHERE story_id = of_story AND user_id = by_user AND take_id = of_take;
  END IF;
  has_changed := FOUND;
  canon := '[]';
  IF NOT has_changed THEN
    SELECT like_count INTO likes_now FROM takes WHERE id = of_take AND story_id IS NOT DISTINCT FROM of_story;
    RETURN;
  END IF;
  UPDATE takes SET like_count = like_count + gained WHERE id = of_take AND story_id IS NOT DISTINCT FROM of_story
    RETURNING like_count INTO likes_now;
  UPDATE stories SET like_count = like_count + gained WHERE id = of_story;
  SELECT coalesce(jsonb_agg(jsonb_build_object('parentId', moved_id, 'bestChildId', moved_to)), '[]') INTO canon
    FROM move_canon(of_story, of_take, gained);
END $$;
--> statement-breakpoint
-- A new answer is worth nothing yet: it moves no fork further up.
CREATE FUNCTION keep_story() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  chosen record;
BEGIN
  INSERT INTO story_voices (user_id, story_id) VALUES (NEW.author_id, NEW.story_id) ON CONFLICT DO NOTHING;
  UPDATE stories SET
      take_count = take_count + 1,
      voice_count = voice_count + FOUND::integer,
      duration_ms = greatest(duration_ms, NEW.start_ms + NEW.duration_ms),
      grown_at = clock_timestamp()
    WHERE id = NEW.story_id;
  IF NEW.parent_id IS NULL THEN
    RETURN NULL;
  END IF;

  UPDATE takes SET child_count = child_count + 1, best_child_id = coalesce(best_child_id, NEW.id)
    WHERE id = NEW.parent_id AND story_id IS NOT DISTINCT FROM NEW.story_id
    RETURNING best_child_id AS id INTO STRICT chosen;
  IF chosen.id = NEW.id THEN
    RETURN NULL;
  END IF;
  UPDATE takes SET branch_likes = 0 WHERE id = NEW.id AND story_id IS NOT DISTINCT FROM NEW.story_id;
  -- Within one millisecond the id tells who is older, and clocks are set back.
  SELECT id, created_at INTO STRICT chosen FROM takes WHERE id = chosen.id AND story_id IS NOT DISTINCT FROM NEW.story_id;
  IF (NEW.created_at, NEW.id) < (chosen.created_at, chosen.id) AND branch_value(NEW.story_id, chosen.id, 0) = 0 THEN
    PERFORM choose_branch(NEW.story_id, NEW.parent_id, NEW.id, chosen.id, 0);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER takes_keep_story AFTER INSERT ON takes
  FOR EACH ROW EXECUTE FUNCTION keep_story();
