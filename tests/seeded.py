"""The database as migrations left it, brought back after each test that commits.

A copy of every seeded row is kept beside the tables. Bringing it back deletes what is there and
inserts the copy, with triggers and foreign keys asleep: the append-only tables would refuse.
"""

from django.db import connection

_KEEP = """
DROP SCHEMA IF EXISTS seeded CASCADE;
CREATE SCHEMA seeded;
DO $$
DECLARE one text; seeds boolean;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%1$I)', one) INTO seeds;
    IF seeds THEN
      EXECUTE format('CREATE TABLE seeded.%1$I AS TABLE public.%1$I', one);
    END IF;
  END LOOP;
END $$;
"""

_BRING_BACK = """
DO $$
DECLARE one text; columns text; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
             AND relkind = 'r' AND pg_relation_size(oid) > 2000000 LOOP
    EXECUTE format('TRUNCATE public.%I CASCADE', one);
  END LOOP;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
    IF filled THEN
      EXECUTE format('DELETE FROM public.%I', one);
    END IF;
  END LOOP;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'seeded' LOOP
    SELECT string_agg(quote_ident(column_name), ', ') INTO columns
      FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = one AND is_generated = 'NEVER';
    EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE '
                   'SELECT %2$s FROM seeded.%1$I', one, columns);
  END LOOP;
END $$;
"""


def keep_the_seeds() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP)


def bring_the_seeds_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BRING_BACK)
