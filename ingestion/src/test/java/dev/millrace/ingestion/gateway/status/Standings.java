package dev.millrace.ingestion.gateway.status;

import dev.millrace.ingestion.gateway.status.Status.Condition;
import dev.millrace.ingestion.gateway.status.Status.Group;
import dev.millrace.ingestion.gateway.status.Status.Job;
import dev.millrace.ingestion.gateway.status.Status.TopicStanding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Pictures of factories. */
public final class Standings {

  /** Of which nothing is known yet. */
  public static final Status EMPTY =
      new Status(Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());

  /** A busy one with a job that is impaired. */
  public static final Status BUSY =
      new Status(
          Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
          Optional.empty(),
          List.of(
              new Job("ingestion", Condition.RUNNING, Optional.empty()),
              new Job("metrics-publisher", Condition.IMPAIRED, Optional.of("CloudWatch is away"))),
          List.of(
              new TopicStanding("raw-events", 4, 1200, OptionalDouble.of(12.34)),
              new TopicStanding("predictions", 4, 1000, OptionalDouble.empty())),
          List.of(
              new Group(
                  "millrace-ingestion", new TreeMap<>(Map.of("raw-events", 7L, "feedback", 1L)))));

  private Standings() {}

  /** Tells those who look on. */
  public static void tell(StatusStreams streams, Status status) {
    streams.tell(status);
  }
}
