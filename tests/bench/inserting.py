"""The reference for what commits: psycopg's INSERT from two processes, without Django."""

import multiprocessing
import time

import psycopg

TABLE = """
CREATE TABLE IF NOT EXISTS bench_reference (
    id bigserial PRIMARY KEY, integration bigint NOT NULL, dedupe_key varchar(64) NOT NULL,
    body jsonb NOT NULL, received_at timestamptz NOT NULL, UNIQUE (integration, dedupe_key))
"""
INSERT = """
INSERT INTO bench_reference (integration, dedupe_key, body, received_at)
VALUES (1, %s, %s, now()) ON CONFLICT DO NOTHING
"""


def inserts(address: str, body: str, mark: str, seconds: float) -> float:
    """INSERT and commit in two processes, each over a connection of its own; a second."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(TABLE)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        jobs = [(address, body, f"{mark}-{number}", seconds) for number in range(2)]
        return sum(pool.starmap(insert_for, jobs))


def insert_for(address: str, body: str, mark: str, seconds: float) -> float:
    done = 0
    with psycopg.connect(address, autocommit=True) as connection:
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            key = f"{mark}-{done}"
            connection.execute(INSERT, [key, body.replace("FINGERPRINT", key)])
            done += 1
        return done / (time.monotonic() - began)
